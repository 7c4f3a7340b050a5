package dev.gantry.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The manifests and the script for machines that are not here, as far as their text goes. */
@DisabledOnOs(OS.WINDOWS)
class ClusterScriptsTest {
  private static final Path SCRIPTS = Path.of("scripts/cluster");

  @TempDir Path folder;

  private static Map<String, JsonNode> manifests() throws IOException {
    Map<String, JsonNode> byKind = new HashMap<>();
    try (MappingIterator<JsonNode> all =
        new YAMLMapper()
            .readerFor(JsonNode.class)
            .readValues(SCRIPTS.resolve("kubernetes.yaml").toFile())) {
      all.forEachRemaining(manifest -> byKind.put(manifest.at("/kind").asText(), manifest));
    }
    return byKind;
  }

  private static JsonNode manifest(String kind) throws IOException {
    return Optional.ofNullable(manifests().get(kind)).orElseThrow();
  }

  @Test
  void theJobHasAPodForEveryWorkerOfItsClusterFile() throws IOException {
    ClusterConfig cluster =
        ClusterConfig.read(
            Files.writeString(
                folder.resolve("cluster.yaml"),
                manifest("ConfigMap").at("/data/cluster.yaml").asText()));
    JsonNode job = manifest("Job");
    int workers = cluster.workers().size();

    assertThat(job.at("/spec/completionMode").asText()).isEqualTo("Indexed");
    assertThat(job.at("/spec/completions").asInt()).isEqualTo(workers);
    assertThat(job.at("/spec/parallelism").asInt()).isEqualTo(workers);
    String pod = job.at("/metadata/name").asText();
    String service = manifest("Service").at("/metadata/name").asText();
    int port = manifest("Service").at("/spec/ports/0/port").asInt();
    for (int i = 0; i < workers; i++) {
      assertThat(cluster.workers().get(i)).isEqualTo(pod + "-" + i + "." + service + ":" + port);
    }
  }

  @Test
  void thePodsFindEachOtherByTheService() throws IOException {
    JsonNode service = manifest("Service");
    JsonNode job = manifest("Job");

    assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
    assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
    assertThat(service.at("/spec/selector/job-name").asText())
        .isEqualTo(job.at("/metadata/name").asText());
    assertThat(job.at("/spec/template/spec/subdomain").asText())
        .isEqualTo(service.at("/metadata/name").asText());
    assertThat(job.at("/spec/template/spec/containers/0/ports/0/containerPort"))
        .isEqualTo(service.at("/spec/ports/0/port"));
    assertThat(manifest("NetworkPolicy").at("/spec/podSelector/matchLabels/job-name"))
        .isEqualTo(job.at("/metadata/name"));
  }

  @Test
  void whatIsMountedIsWhatTheCommandNames() throws IOException {
    JsonNode pod = manifest("Job").at("/spec/template/spec");
    List<String> command = new ArrayList<>();
    pod.at("/containers/0/command").forEach(word -> command.add(word.asText()));
    Map<String, String> mounts = new HashMap<>();
    pod.at("/containers/0/volumeMounts")
        .forEach(mount -> mounts.put(mount.at("/mountPath").asText(), mount.at("/name").asText()));

    assertThat(command)
        .startsWith("scripts/gantry", "train")
        .containsSequence("--cluster", "/etc/gantry/cluster.yaml")
        .containsSequence("--task", "worker:$(JOB_COMPLETION_INDEX)");
    assertThat(mounts).containsKeys("/etc/gantry", "/runs", "/data");
    List<String> volumes = new ArrayList<>();
    pod.at("/volumes").forEach(volume -> volumes.add(volume.at("/name").asText()));
    assertThat(volumes).containsExactlyInAnyOrderElementsOf(mounts.values());
    assertThat(pod.at("/restartPolicy").asText()).isEqualTo("Never"); // podFailurePolicy needs it
  }

  @Test
  void slurmStartsATaskForEveryWorkerAndStartsLostOnesAgain() throws Exception {
    // Two tasks of one node and one of another; the program is lost once, then ends well.
    program(
        "srun",
        """
        while [ "${1#--}" != "$1" ]; do shift; done
        for i in 0 1 2; do
          SLURM_PROCID=$i SLURM_LOCALID=$((i % 2)) "$@" || code=$?
        done
        exit ${code:-0}
        """);
    program("hostname", "echo node$((SLURM_PROCID / 2))");
    program(
        "gantry",
        """
        echo "$*" >>words
        while [ "$1" != --cluster ]; do shift; done
        cat "$2" >cluster.yaml
        if [ ! -e lost ]; then touch lost; exit 3; fi
        """);
    ProcessBuilder script =
        new ProcessBuilder(
            "bash",
            SCRIPTS.resolve("slurm.sh").toAbsolutePath().toString(),
            "c",
            "r",
            "--set",
            "a=b");
    script.directory(folder.toFile()).redirectErrorStream(true);
    script.redirectOutput(folder.resolve("said").toFile());
    script.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    script.environment().put("GANTRY", folder.resolve("gantry").toString());
    Process process = script.start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).as(Files.readString(folder.resolve("said"))).isZero();
    assertThat(ClusterConfig.read(folder.resolve("cluster.yaml")).workers())
        .containsExactly("node0:2222", "node0:2223", "node1:2222");
    assertThat(Files.readAllLines(folder.resolve("words")))
        .hasSize(6)
        .allMatch(
            words -> words.matches("train c --run r --cluster \\S+ --set a=b --task worker:[012]"));
    assertThat(Files.readString(folder.resolve("said"))).contains("a worker was lost");
  }

  private void program(String name, String body) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
