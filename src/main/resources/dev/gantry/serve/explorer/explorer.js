/*
 * The latent explorer. One picture is shown: that of a place in latent space (a seed, or a point on
 * the way from one seed to another), of a class, moved along principal directions. Everything on
 * the page changes that view; the picture follows it.
 */

const LIMIT = 3; // deviations to either side
const FINE = 0.01; // a slider's step under the pointer
const COARSE = 0.1; // and by an arrow key
const PAGE = 16; // seeds shown at once
const LARGEST_SEED = Number.MAX_SAFE_INTEGER;
const LARGEST_RANDOM = 1_000_000;
const AT_ONCE = 2; // requests in flight of the picture, and of the walk
const CRISP_BELOW = 257; // pixels; larger pictures are scaled smoothly
const PATIENCE = 20_000; // ms until a request counts as lost
const LOOK_AGAIN = 30_000; // ms until the server is asked whether it has a new version
const SLOW = 1_500; // ms for the ends of all sliders, above which they are left away

const by = (id) => document.getElementById(id);

/* ---------------------------------------------------------------------------------- the server */

/** No answer came: the server is gone, or is too slow. */
class Unreachable extends Error {}

/** The server answered that it will not. */
class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }

  /** Whether the same request may well succeed a little later. */
  get passing() {
    return this.status === 429 || this.status >= 500;
  }
}

class Server {
  #latents = new Map();

  model() {
    return this.#ask('gantry/model');
  }

  /** The latent of a seed; each is asked for once. */
  latent(seed) {
    if (!this.#latents.has(seed)) {
      if (this.#latents.size > 1000) {
        this.#latents.clear();
      }
      const answer = this.#ask(`gantry/latent?seed=${seed}`).then((body) => body.z);
      answer.catch(() => this.#latents.delete(seed));
      this.#latents.set(seed, answer);
    }
    return this.#latents.get(seed);
  }

  forgetLatents() {
    this.#latents.clear();
  }

  /** One PNG for each latent, in base64. */
  async pictures(model, latents, label) {
    const pictures = [];
    for (let from = 0; from < latents.length; from += model.max_rows) {
      const rows = latents.slice(from, from + model.max_rows);
      pictures.push(...(await this.#predict(model, rows, label)));
    }
    return pictures;
  }

  async #predict(model, latents, label) {
    const instances = latents.map((z) => (model.classes.length > 0 ? { z, label } : { z }));
    const body = await this.#ask(`v1/models/${encodeURIComponent(model.name)}:predict`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ signature_name: model.signature, instances }),
    });
    return body.predictions.map((prediction) => prediction.b64);
  }

  async #ask(path, options = {}) {
    let response;
    let text;
    try {
      response = await fetch(path, { ...options, signal: AbortSignal.timeout(PATIENCE) });
      text = await response.text();
    } catch {
      throw new Unreachable('The server does not answer');
    }
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      body = null;
    }
    if (!response.ok || body === null) {
      const reason = body?.error ?? `the server answered with status ${response.status}`;
      throw new Refused(reason, response.ok ? 502 : response.status);
    }
    return body;
  }
}

/* -------------------------------------------------------------------------------- latent space */

function norm(vector) {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** The point at t of the great circle from one latent to another (Shoemake 1985). */
function spherical(from, to, t) {
  const fromNorm = norm(from);
  const toNorm = norm(to);
  const cosine = from.reduce((sum, value, i) => sum + value * to[i], 0) / (fromNorm * toNorm);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  if (!(Math.sin(angle) > 1e-6)) {
    return from.map((value, i) => (1 - t) * value + t * to[i]);
  }
  const length = (1 - t) * fromNorm + t * toNorm;
  const a = (Math.sin((1 - t) * angle) / Math.sin(angle)) * (length / fromNorm);
  const b = (Math.sin(t * angle) / Math.sin(angle)) * (length / toNorm);
  return from.map((value, i) => a * value + b * to[i]);
}

/** Nine digits bring a float32 over unharmed. */
function rounded(latent) {
  return latent.map((value) => Number(value.toPrecision(9)));
}

function moved(latent, directions, offsets) {
  const result = latent.slice();
  directions.forEach(({ vector, scale }, i) => {
    const distance = (offsets[i] ?? 0) * scale;
    if (distance !== 0) {
      vector.forEach((value, j) => {
        result[j] += distance * value;
      });
    }
  });
  return result;
}

/** The latent of a view. */
async function latentOf(view, directions) {
  let latent = await server.latent(view.seed);
  if (view.to !== null) {
    latent = spherical(latent, await server.latent(view.to), view.t);
  }
  return rounded(moved(latent, directions, view.offsets));
}

function randomSeed() {
  return Math.floor(Math.random() * LARGEST_RANDOM);
}

/* ------------------------------------------------------------------------------------ the view */

/** A seed as a person or a link writes it; null where it is none. */
function parseSeed(text) {
  const seed = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  return seed <= LARGEST_SEED ? seed : null;
}

function clamped(value) {
  return Number.isFinite(value) ? Math.min(LIMIT, Math.max(-LIMIT, value)) : 0;
}

/** The view that a link holds; what is missing or wrong in it is as at the start. */
function viewOf(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const to = parseSeed(parts.get('to') ?? '');
  const t = Number(parts.get('t') ?? 0);
  const between = to !== null && t > 0 && t < 1;
  return {
    seed: parseSeed(parts.get('seed') ?? '') ?? 0,
    to: between ? to : null,
    t: between ? t : 0,
    label: parseSeed(parts.get('class') ?? '') ?? 0,
    offsets: (parts.get('move') ?? '').split(',').slice(0, 64).map((part) => clamped(Number(part))),
  };
}

function hashOf(view, model) {
  const parts = [`seed=${view.seed}`];
  if (view.to !== null) {
    parts.push(`to=${view.to}`, `t=${view.t.toFixed(4)}`);
  }
  if (model.classes.length > 0) {
    parts.push(`class=${view.label}`);
  }
  if (isMoved(view)) {
    parts.push(`move=${view.offsets.map((offset) => Number(offset.toFixed(2))).join(',')}`);
  }
  return `#${parts.join('&')}`;
}

function isMoved(view) {
  return view.offsets.some((offset) => offset !== 0);
}

function copyOf(view) {
  return { ...view, offsets: view.offsets.slice() };
}

/** What a view is, in words. */
function describe(view, model) {
  const words = [];
  words.push(
    view.to === null
      ? `Seed ${view.seed}`
      : `Seed ${view.seed} to ${view.to}, ${Math.round(100 * view.t)} %`,
  );
  if (model.classes.length > 0) {
    words.push(`class ${model.classes[view.label]}`);
  }
  const count = view.offsets.filter((offset) => offset !== 0).length;
  if (count > 0) {
    words.push(`moved along ${count} direction${count === 1 ? '' : 's'}`);
  }
  return words.join(' · ');
}

/** A name for the picture's file. */
function fileName(view, model) {
  const parts = [model.name, `v${model.version}`, `seed${view.seed}`];
  if (view.to !== null) {
    parts.push(`to${view.to}`, `at${Math.round(1000 * view.t)}`);
  }
  if (model.classes.length > 0) {
    parts.push(`class${model.classes[view.label]}`);
  }
  if (isMoved(view)) {
    parts.push('moved');
  }
  return `${parts.join('-').replace(/[^\w.-]+/g, '_')}.png`;
}

/* --------------------------------------------------------------------------------- the picture */

const pngUrl = (base64) => `data:image/png;base64,${base64}`;

/** A picture that is ready to be shown without a flicker. */
async function decoded(base64) {
  const image = new Image();
  image.src = pngUrl(base64);
  await image.decode();
  return image.src;
}

/** Shows the picture of the view. The newest view counts: no older picture follows a newer one. */
class Stage {
  #asked = 0;
  #shown = 0;
  #flying = 0;
  #stale = false;
  #base64 = null;
  #view = null;

  /** The view has changed. */
  refresh() {
    this.#stale = true;
    this.#pump();
  }

  async #pump() {
    if (!this.#stale || this.#flying >= AT_ONCE || model === null) {
      return;
    }
    this.#stale = false;
    this.#flying++;
    const number = ++this.#asked;
    const asked = copyOf(view);
    try {
      const latent = await latentOf(asked, model.directions);
      const [base64] = await server.pictures(model, [latent], asked.label);
      await this.#paint(number, asked, base64);
      health.well();
    } catch (error) {
      if (number === this.#asked) {
        health.ill(error);
      }
    } finally {
      this.#flying--;
      this.#pump();
    }
  }

  async #paint(number, painted, base64) {
    const url = await decoded(base64);
    if (number > this.#shown) {
      this.#shown = number;
      this.#put(painted, base64, url);
    }
  }

  /** Shows a frame of the walk; requests of the view that are under way are then too late. */
  frame(painted, { base64, url }) {
    this.#shown = ++this.#asked;
    this.#put(painted, base64, url);
  }

  #put(painted, base64, url) {
    this.#base64 = base64;
    this.#view = copyOf(painted);
    const words = describe(painted, model);
    const picture = by('picture');
    picture.src = url;
    picture.alt = `Picture of ${words}`;
    by('caption').textContent = words;
  }

  /** As many screen pixels for each of the picture's as there is room for, and no fraction. */
  fit() {
    if (model === null) {
      return;
    }
    const { width, height } = model.image;
    const mat = by('mat');
    mat.style.setProperty('--aspect', `${width / height}`);
    const ratio = window.devicePixelRatio || 1;
    const most = Math.min(mat.clientWidth / width, mat.clientHeight / height) * ratio;
    const scale = (most >= 1 ? Math.floor(most) : most) / ratio;
    const picture = by('picture');
    picture.style.width = `${width * scale}px`;
    picture.style.height = `${height * scale}px`;
  }

  download() {
    if (this.#base64 === null) {
      return;
    }
    const bytes = Uint8Array.from(atob(this.#base64), (character) => character.charCodeAt(0));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
    link.download = fileName(this.#view, model);
    link.click();
    // Some browsers read the blob after the click has returned.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    say(`Downloaded ${link.download}`);
  }
}

/* ------------------------------------------------------------------------------------ the walk */

/** Goes from latent to latent, with frames asked for ahead so that it moves evenly. */
class Walk {
  static BATCH = 8;
  static AHEAD = 24; // frames
  static LEG = 4; // seconds from one seed to the next at speed 1
  static MOST_FPS = 24;
  static LEAST_FPS = 4;

  #playing = false;
  #queue = []; // batches in the order they were asked for; frames is null until they are there
  #cursor = null; // the place of the last frame that was asked for
  #generation = 0;
  #turned = false; // the view was changed by hand since the last request
  #flying = 0;
  #fps = Walk.MOST_FPS;
  #due = 0;

  get playing() {
    return this.#playing;
  }

  toggle() {
    if (this.#playing) {
      this.pause();
    } else {
      this.play();
    }
  }

  play() {
    if (model === null || this.#playing) {
      return;
    }
    this.#playing = true;
    this.#fps = Walk.MOST_FPS;
    this.#due = 0;
    this.#show();
    this.turn();
    requestAnimationFrame((now) => this.#tick(now));
  }

  pause() {
    if (!this.#playing) {
      return;
    }
    this.#playing = false;
    this.#generation++;
    this.#queue = [];
    this.#show();
    settle();
  }

  #show() {
    by('play').setAttribute('aria-pressed', String(this.#playing));
    by('play-text').textContent = this.#playing ? 'Pause' : 'Walk';
  }

  /** The view was changed by hand: frames that are asked for from now on start from it. */
  turn() {
    this.#turned = true;
    this.#fill();
  }

  /** Its seed was: frames that are there already would lead back to the old one. */
  leap() {
    this.#queue = [];
    this.turn();
  }

  #ahead() {
    return this.#queue
      .filter((batch) => batch.generation === this.#generation)
      .reduce((sum, batch) => sum + batch.views.length, 0);
  }

  #fill() {
    while (
      this.#playing &&
      this.#flying < AT_ONCE &&
      (this.#turned || this.#ahead() <= Walk.AHEAD - Walk.BATCH)
    ) {
      if (this.#turned) {
        this.#turned = false;
        this.#generation++;
        this.#cursor = copyOf(view);
      }
      this.#request();
    }
  }

  async #request() {
    const batch = { generation: this.#generation, views: this.#next(Walk.BATCH), frames: null };
    this.#queue.push(batch);
    this.#flying++;
    try {
      const latents = await Promise.all(batch.views.map((at) => latentOf(at, model.directions)));
      const pngs = await server.pictures(model, latents, batch.views[0].label);
      batch.frames = await Promise.all(
        pngs.map(async (base64) => ({ base64, url: await decoded(base64) })),
      );
      // What was made for an earlier view gives way as soon as the new one can be seen.
      this.#queue = this.#queue.filter((other) => other.generation >= batch.generation);
      health.well();
    } catch (error) {
      if (this.#playing) {
        this.pause();
        health.ill(error);
      }
    } finally {
      this.#flying--;
      this.#fill();
    }
  }

  #next(count) {
    const step = Number(by('speed').value) / (Walk.LEG * this.#fps);
    return Array.from({ length: count }, () => {
      const at = copyOf(this.#cursor);
      at.to ??= randomSeed();
      at.t += step;
      if (at.t >= 1) {
        at.seed = at.to;
        at.to = null;
        at.t = 0;
      }
      this.#cursor = at;
      return at;
    });
  }

  #tick(now) {
    if (!this.#playing) {
      return;
    }
    // Half a screen's frame early is nearer than half a frame late.
    if (now >= this.#due - 8) {
      this.#step(now);
    }
    requestAnimationFrame((later) => this.#tick(later));
  }

  #step(now) {
    const batch = this.#queue[0];
    if (batch === undefined || batch.frames === null) {
      if (this.#due > 0) {
        this.#fps = Math.max(Walk.LEAST_FPS, this.#fps * 0.98);
      }
      return;
    }
    this.#fps = Math.min(Walk.MOST_FPS, this.#fps * 1.005);
    this.#due = Math.max(this.#due, now - 50) + 1000 / this.#fps;
    const at = batch.views.shift();
    const frame = batch.frames.shift();
    if (batch.views.length === 0) {
      this.#queue.shift();
    }
    Object.assign(view, { seed: at.seed, to: at.to, t: at.t });
    showSeed();
    stage.frame(at, frame);
    this.#fill();
  }
}

/* -------------------------------------------------------------------------------------- health */

/** Says what is wrong, and asks the server again until it is well. */
class Health {
  static WAITS = [1000, 2000, 4000];

  #timer = null;
  #tries = 0;

  well() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#tries = 0;
    if (!by('alert').hidden) {
      by('alert').hidden = true;
      say('The server answers again');
    }
  }

  ill(error) {
    this.#warn(this.#words(error));
    clearTimeout(this.#timer);
    const wait = Health.WAITS[Math.min(this.#tries++, Health.WAITS.length - 1)];
    this.#timer = setTimeout(() => this.retry(), wait);
  }

  retry() {
    clearTimeout(this.#timer);
    load();
  }

  #words(error) {
    if (error instanceof Unreachable) {
      return 'The server does not answer. It is asked again every few seconds.';
    }
    if (error instanceof Refused && error.status === 404 && model === null) {
      return `There is nothing to explore here: ${error.message}`;
    }
    if (error instanceof Refused && error.passing) {
      return `The server cannot answer now: ${error.message}. It is asked again every few seconds.`;
    }
    return `That did not work: ${error.message}`;
  }

  /** Only new words are put there, lest a screen reader repeat them at every try. */
  #warn(words) {
    if (by('alert-text').textContent !== words) {
      by('alert-text').textContent = words;
    }
    by('alert').hidden = false;
  }
}

function say(words) {
  by('said').textContent = words;
}

/* ----------------------------------------------------------------------------------- the parts */

/** One of the children takes the focus by Tab; arrow keys go on from it. */
function rove(parent, chosen) {
  [...parent.children].forEach((child, i) => {
    child.tabIndex = i === chosen ? 0 : -1;
  });
}

/** Where an arrow key leads among children that stand in so many columns; null for other keys. */
function arrowTarget(event, count, columns) {
  const index = [...event.currentTarget.children].indexOf(event.target);
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  if (event.key === 'Home') {
    return 0;
  }
  if (event.key === 'End') {
    return count - 1;
  }
  if (index < 0 || !(event.key in steps)) {
    return null;
  }
  const target = index + steps[event.key];
  return target >= 0 && target < count ? target : index;
}

class Classes {
  build() {
    const parent = by('classes');
    by('classes-panel').hidden = model.classes.length === 0;
    parent.replaceChildren(
      ...model.classes.map((name, label) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = name;
        button.setAttribute('role', 'radio');
        button.addEventListener('click', () => choose(label));
        return button;
      }),
    );
    this.show();
  }

  show() {
    const parent = by('classes');
    [...parent.children].forEach((button, label) => {
      button.setAttribute('aria-checked', String(label === view.label));
    });
    rove(parent, view.label);
  }

  key(event) {
    const target = arrowTarget(event, model.classes.length, 1);
    if (target !== null) {
      event.preventDefault();
      choose(target);
      by('classes').children[target].focus();
    }
  }
}

class Directions {
  #asked = 0;
  #affordable = true;

  build() {
    const { directions } = model;
    by('directions-panel').hidden = directions.length === 0 && !model.pending;
    by('reset').hidden = directions.length === 0;
    by('directions-note').textContent =
      directions.length === 0
        ? 'The model is asked which directions change its pictures most …'
        : '';
    by('directions').replaceChildren(...directions.map((direction, i) => this.#row(direction, i)));
    this.#affordable = true;
    this.#bare(true);
    this.show();
  }

  #row(direction, index) {
    const row = document.createElement('div');
    row.className = 'direction';
    const middle = document.createElement('div');
    const label = document.createElement('label');
    const name = document.createElement('b');
    name.textContent = String(index + 1);
    const share = document.createElement('span');
    share.className = 'soft';
    share.textContent = shareWords(direction.share);
    const output = document.createElement('output');
    output.htmlFor = `direction-${index}`;
    label.htmlFor = `direction-${index}`;
    const left = document.createElement('span');
    left.append(name, ' ', share);
    label.append(left, output);
    middle.append(label, this.#slider(index));
    row.append(this.#end(index, -LIMIT), middle, this.#end(index, LIMIT));
    return row;
  }

  #slider(index) {
    const slider = document.createElement('input');
    Object.assign(slider, {
      type: 'range',
      id: `direction-${index}`,
      min: -LIMIT,
      max: LIMIT,
      step: FINE,
      value: 0,
      title: 'Double-click or 0: back to 0',
    });
    slider.setAttribute('aria-label', `Direction ${index + 1}`);
    slider.addEventListener('input', () => move(index, Number(slider.value)));
    slider.addEventListener('dblclick', () => move(index, 0));
    slider.addEventListener('keydown', (event) => this.#key(event, index));
    return slider;
  }

  #key(event, index) {
    const steps = { ArrowLeft: -COARSE, ArrowDown: -COARSE, ArrowRight: COARSE, ArrowUp: COARSE };
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === '0') {
      event.preventDefault();
      move(index, 0);
    } else if (event.key in steps) {
      event.preventDefault();
      move(index, view.offsets[index] + steps[event.key]);
    }
  }

  /** A small picture of where the slider leads; for the pointer, since keys reach it by End. */
  #end(index, offset) {
    const image = document.createElement('img');
    image.className = 'end';
    image.alt = '';
    image.title = `${offset > 0 ? '+' : '−'}${LIMIT}`;
    image.addEventListener('click', () => move(index, offset));
    return image;
  }

  #bare(bare) {
    for (const row of by('directions').children) {
      row.classList.toggle('bare', bare);
    }
  }

  show() {
    [...by('directions').children].forEach((row, i) => {
      const offset = view.offsets[i];
      const slider = row.querySelector('input');
      const at = 50 + (50 * offset) / LIMIT;
      slider.value = offset;
      slider.setAttribute('aria-valuetext', `${deviations(offset)} deviations`);
      slider.style.setProperty('--from', `${Math.min(50, at)}%`);
      slider.style.setProperty('--to', `${Math.max(50, at)}%`);
      row.querySelector('output').textContent = deviations(offset);
    });
  }

  /** The pictures at both ends of each slider, all others left where they are. */
  async showEnds() {
    if (model === null || model.directions.length === 0 || !this.#affordable || walk.playing) {
      return;
    }
    const number = ++this.#asked;
    const views = model.directions.flatMap((_, i) =>
      [-LIMIT, LIMIT].map((offset) => {
        const end = copyOf(view);
        end.offsets[i] = offset;
        return end;
      }),
    );
    const begin = performance.now();
    const pngs = await picturesOf(views);
    if (number !== this.#asked || pngs === null) {
      return;
    }
    const ends = document.querySelectorAll('.end');
    pngs.forEach((base64, i) => {
      ends[i].src = pngUrl(base64);
      ends[i].classList.toggle('crisp', isCrisp());
    });
    this.#affordable = performance.now() - begin < SLOW;
    this.#bare(!this.#affordable);
  }
}

function shareWords(share) {
  if (typeof share !== 'number') {
    return '';
  }
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** With a true minus, and a sign, so that numbers keep their place. */
function deviations(offset) {
  const words = Math.abs(offset).toFixed(2);
  return Number(words) === 0 ? '0' : `${offset < 0 ? '−' : '+'}${words}`;
}

class Neighbours {
  #first = 0;
  #followed = null;
  #asked = 0;
  #known = '';

  build() {
    by('neighbours').replaceChildren(
      ...Array.from({ length: PAGE }, (_, i) => {
        const button = document.createElement('button');
        const image = document.createElement('img');
        const number = document.createElement('span');
        button.type = 'button';
        image.alt = '';
        image.classList.toggle('crisp', isCrisp());
        button.append(image, number);
        button.addEventListener('click', () => goTo(this.#first + i));
        return button;
      }),
    );
    this.#known = '';
    this.follow();
  }

  /** Turns to the page of the view's seed where that has changed, not where pages were turned. */
  follow() {
    const turn = view.seed !== this.#followed;
    this.#followed = view.seed;
    this.#turnTo(turn ? view.seed - (view.seed % PAGE) : this.#first);
  }

  page(count) {
    this.#turnTo(this.#first + count * PAGE);
  }

  #turnTo(first) {
    this.#first = Math.min(LARGEST_SEED - PAGE, Math.max(0, first));
    this.show();
    this.#load();
  }

  show() {
    const buttons = [...by('neighbours').children];
    const current = view.to === null ? view.seed - this.#first : -1;
    buttons.forEach((button, i) => {
      const seed = this.#first + i;
      button.lastChild.textContent = seed;
      button.setAttribute('aria-label', `Seed ${seed}`);
      button.setAttribute('aria-current', String(i === current));
    });
    rove(by('neighbours'), current >= 0 && current < PAGE ? current : 0);
  }

  /** The pictures of the page's seeds, each as its seed makes it: no slider moves them. */
  async #load() {
    const wanted = `${model.name} ${model.version} ${this.#first} ${view.label}`;
    if (wanted === this.#known) {
      return;
    }
    this.#known = wanted;
    const number = ++this.#asked;
    await pause(60);
    if (number !== this.#asked) {
      return;
    }
    const views = Array.from({ length: PAGE }, (_, i) => ({
      seed: this.#first + i,
      to: null,
      t: 0,
      label: view.label,
      offsets: [],
    }));
    const pngs = await picturesOf(views);
    if (number === this.#asked && pngs === null) {
      this.#known = '';
    } else if (number === this.#asked) {
      const buttons = by('neighbours').children;
      pngs.forEach((base64, i) => {
        buttons[i].firstChild.src = pngUrl(base64);
      });
    }
  }

  key(event) {
    const columns = getComputedStyle(by('neighbours')).gridTemplateColumns.split(' ').length;
    const target = arrowTarget(event, PAGE, columns);
    if (target !== null) {
      event.preventDefault();
      rove(by('neighbours'), target);
      by('neighbours').children[target].focus();
    }
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const isCrisp = () => Math.max(model.image.width, model.image.height) < CRISP_BELOW;

/** Small pictures beside the large one; null where they cannot be had, which the large one says. */
async function picturesOf(views) {
  try {
    const latents = await Promise.all(views.map((at) => latentOf(at, model.directions)));
    return await server.pictures(model, latents, views[0].label);
  } catch {
    return null;
  }
}

/* ------------------------------------------------------------------------- what a person can do */

const server = new Server();
const health = new Health();
const stage = new Stage();
const walk = new Walk();
const classes = new Classes();
const directions = new Directions();
const neighbours = new Neighbours();
let model = null;
let view = viewOf(location.hash);

/** To the picture of the view: by the walk where it goes on, by one request where not. */
function refresh() {
  if (walk.playing) {
    walk.turn();
  } else {
    stage.refresh();
    settle();
  }
}

/** The same after a change of seed. */
function leap() {
  showSeed();
  if (walk.playing) {
    walk.leap();
  } else {
    refresh();
  }
  neighbours.follow();
}

function goTo(seed) {
  Object.assign(view, { seed: Math.min(LARGEST_SEED, Math.max(0, seed)), to: null, t: 0 });
  leap();
}

function showSeed() {
  const box = by('seed');
  if (box !== document.activeElement || Number(box.value) !== view.seed) {
    box.value = view.seed;
  }
  box.removeAttribute('aria-invalid');
}

function choose(label) {
  view.label = label;
  classes.show();
  neighbours.follow();
  refresh();
}

function move(index, offset) {
  // Arrow keys would otherwise add up to 0.30000000000000004, and miss 0.
  view.offsets[index] = Math.round(clamped(offset) * 100) / 100;
  directions.show();
  refresh();
}

function resetAll() {
  view.offsets.fill(0);
  directions.show();
  refresh();
}

function typeSeed() {
  const seed = parseSeed(by('seed').value);
  if (seed === null) {
    by('seed').setAttribute('aria-invalid', 'true');
  } else {
    goTo(seed);
  }
}

async function copyLink() {
  writeHash();
  let words = 'Copied';
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    // Browsers give the clipboard to pages from this machine or over HTTPS only.
    words = 'In address bar';
  }
  say(words === 'Copied' ? 'Link copied' : 'The link is in the address bar');
  by('link-text').textContent = words;
  setTimeout(() => {
    by('link-text').textContent = 'Copy link';
  }, 1500);
}

function writeHash() {
  if (model !== null) {
    history.replaceState(null, '', hashOf(view, model));
  }
}

let settling = null;

/** Once the view has come to rest: what would be too much at every step of a slider. */
function settle() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    if (!walk.playing) {
      writeHash();
      neighbours.follow();
      directions.showEnds();
      say(describe(view, model));
    }
  }, 250);
}

/* ------------------------------------------------------------------------------------- the model */

let looking = null;

/** Asks what the server serves now, and shows it. */
async function load() {
  clearTimeout(looking);
  try {
    adopt(await server.model());
    stage.refresh();
    settle();
  } catch (error) {
    health.ill(error);
  }
  looking = setTimeout(look, model?.pending ? 1000 : LOOK_AGAIN);
}

/** As load, but what has not changed is left alone, and silence is left to the next request. */
async function look() {
  if (!document.hidden) {
    try {
      const found = await server.model();
      if (isNews(found)) {
        adopt(found);
        refresh();
      }
    } catch {
      // The next picture that is asked for will say so.
    }
  }
  clearTimeout(looking);
  looking = setTimeout(look, model?.pending ? 1000 : LOOK_AGAIN);
}

function isNews(found) {
  return (
    model === null ||
    found.name !== model.name ||
    found.version !== model.version ||
    (found.directions ?? []).length !== model.directions.length ||
    Boolean(found.pending) !== model.pending
  );
}

function adopt(found) {
  if (!isNews(found)) {
    return;
  }
  const before = model;
  model = {
    ...found,
    classes: (found.classes ?? []).map(String),
    directions: found.directions ?? [],
    signature: found.signature ?? 'png',
    pending: Boolean(found.pending),
  };
  const other = before !== null && `${before.name} ${before.version}` !== `${model.name} ${model.version}`;
  if (other) {
    // Other weights have other directions, and perhaps longer latents.
    server.forgetLatents();
    view.offsets = [];
    say(`The server has version ${model.version} now`);
  }
  fitView();
  build();
}

/** A view of what the model has: a link may speak of more classes or directions. */
function fitView() {
  view.label = view.label < model.classes.length ? view.label : 0;
  if (!model.pending) {
    view.offsets = Array.from(model.directions, (_, i) => view.offsets[i] ?? 0);
  }
}

function build() {
  const { name, version, image, latent } = model;
  document.title = `${name} · latent explorer`;
  by('name').textContent = name;
  by('facts').textContent = [
    `version ${version}`,
    `${image.width} × ${image.height}${image.channels === 1 ? ' grey' : ''}`,
    `latent of ${latent}`,
    ...(model.classes.length > 0 ? [`${model.classes.length} classes`] : []),
  ].join(' · ');
  by('explorer').hidden = false;
  by('picture').classList.toggle('crisp', isCrisp());
  showSeed();
  classes.build();
  directions.build();
  neighbours.build();
  stage.fit();
}

/* ------------------------------------------------------------------------------- keys and clicks */

const SHORTCUTS = {
  ' ': () => walk.toggle(),
  n: () => goTo(view.seed + 1),
  b: () => goTo(view.seed - 1),
  r: () => goTo(randomSeed()),
  x: resetAll,
  d: () => stage.download(),
  l: copyLink,
  '[': () => choose(Math.max(0, view.label - 1)),
  ']': () => choose(Math.min(Math.max(0, model.classes.length - 1), view.label + 1)),
  '?': () => by('help').showModal(),
};

function shortcut(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || by('help').open) {
    return;
  }
  const typing = target.matches('input[type="number"], select');
  const pressing = key === ' ' && target.matches('button, a, summary');
  if (model === null || typing || pressing) {
    return;
  }
  const action = SHORTCUTS[key.toLowerCase()];
  if (action !== undefined) {
    event.preventDefault();
    action();
  } else if (/^[1-9]$/.test(key)) {
    by(`direction-${key - 1}`)?.focus();
  }
}

function listen() {
  const clicks = {
    previous: () => goTo(view.seed - 1),
    next: () => goTo(view.seed + 1),
    random: () => goTo(randomSeed()),
    play: () => walk.toggle(),
    download: () => stage.download(),
    link: copyLink,
    reset: resetAll,
    earlier: () => neighbours.page(-1),
    later: () => neighbours.page(1),
    retry: () => health.retry(),
    'help-open': () => by('help').showModal(),
  };
  Object.entries(clicks).forEach(([id, action]) => by(id).addEventListener('click', action));
  by('seed').addEventListener('input', typeSeed);
  by('seed').addEventListener('blur', showSeed);
  by('classes').addEventListener('keydown', (event) => classes.key(event));
  by('neighbours').addEventListener('keydown', (event) => neighbours.key(event));
  document.addEventListener('keydown', shortcut);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      walk.pause();
    } else {
      look();
    }
  });
  window.addEventListener('hashchange', () => {
    if (model !== null) {
      walk.pause();
      view = viewOf(location.hash);
      fitView();
      classes.show();
      directions.show();
      leap();
    }
  });
  window.addEventListener('online', () => health.retry());
  new ResizeObserver(() => stage.fit()).observe(by('mat'));
}

listen();
// Under way while the model is asked for, since the first picture needs it.
server.latent(view.seed).catch(() => {});
load();
