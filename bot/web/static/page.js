// The site works without this file. It adds: playing from a second, following the playing segment,
// marking the words that a number cites and the part of the page that is read, and copying links.
"use strict";

const holder = document.getElementById("player");
const LINES = 9; // How high a folded clip is, from its edge to the end of its words, in lines.
const segments = [...document.querySelectorAll(".segment[data-start]")];
let frame = null;

function loadYouTube(second) {
  if (!frame) {
    frame = document.createElement("iframe");
    frame.title = "YouTube player";
    frame.allow = "autoplay; fullscreen";
    holder.querySelector(".load")?.remove();
    holder.prepend(frame);
  }
  frame.src = `https://www.youtube-nocookie.com/embed/${holder.dataset.source}?autoplay=1&start=${second}`;
}

function play(second) {
  if (!holder) return;
  if (holder.dataset.kind === "youtube") {
    loadYouTube(second);
    return;
  }
  const start = () => {
    holder.currentTime = second;
  };
  if (holder.readyState >= 1) start();
  else holder.addEventListener("loadedmetadata", start, { once: true });
  holder.play().catch(() => {}); // A browser that doesn't allow it leaves the play button.
}

const bare = (text) => text.replace(/[^\p{L}\p{N}]+/gu, " ").trim();

// The transcript of a long episode is folded; what is asked for is unfolded.
function unfold(segment) {
  const part = segment.closest("details");
  if (part) part.open = true;
}

function markQuote(segment, quote) {
  for (const old of document.querySelectorAll(".segment.cited")) old.classList.remove("cited");
  for (const old of document.querySelectorAll("mark.now")) old.classList.remove("now");
  segment.classList.add("cited");
  const words = bare(quote);
  for (const mark of segment.querySelectorAll("mark")) {
    const text = bare(mark.textContent);
    if (text && (text.includes(words) || words.includes(text))) mark.classList.add("now");
  }
}

function openCitation(link) {
  const segment = document.getElementById(`s${link.dataset.segment}`);
  if (!segment) return false;
  unfold(segment);
  markQuote(segment, link.dataset.quote);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  segment.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "center" });
  history.replaceState(null, "", `#${segment.id}`);
  segment.setAttribute("tabindex", "-1");
  segment.focus({ preventScroll: true });
  return true;
}

function copyButton(address) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.dataset.copy = address;
  button.textContent = "Copy link";
  return button;
}

function copy(button) {
  navigator.clipboard?.writeText(button.dataset.copy).then(() => {
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy link"), 2000);
  });
}

function control(button) {
  if (button.dataset.skip) {
    holder.currentTime = Math.max(0, holder.currentTime + Number(button.dataset.skip));
    return;
  }
  const speeds = [1, 1.25, 1.5, 2];
  const speed = speeds[(speeds.indexOf(Number(button.dataset.speed)) + 1) % speeds.length];
  holder.playbackRate = holder.defaultPlaybackRate = speed;
  button.dataset.speed = speed;
  button.textContent = `${speed}×`;
  button.setAttribute("aria-label", `Speed ${speed}×`);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-skip], [data-speed]");
  if (button) {
    if (button.dataset.copy) copy(button);
    else control(button);
    return;
  }
  if (event.target.closest(".load")) {
    loadYouTube(0);
    return;
  }
  const link = event.target.closest("a.cite, a[data-seek]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const opened = link.classList.contains("cite") && openCitation(link);
  if (link.dataset.seek !== undefined && holder) {
    play(Number(link.dataset.seek));
    event.preventDefault();
  } else if (opened) {
    event.preventDefault();
  }
});

if (holder && "currentTime" in holder) {
  let playing = null;
  holder.addEventListener("timeupdate", () => {
    const found = segments.filter((segment) => Number(segment.dataset.start) <= holder.currentTime + 0.3).pop();
    if (found === playing) return;
    for (const old of document.querySelectorAll(".playing")) old.classList.remove("playing");
    playing = found;
    playing?.classList.add("playing");
    playing?.closest("details")?.classList.add("playing");
    const now = document.querySelector(".controls .now");
    if (now) now.textContent = playing ? playing.querySelector(".words").textContent.trim().replace(/\s+/g, " ") : "";
  });
  for (const controls of document.querySelectorAll(".controls")) controls.hidden = false;
}

for (const link of document.querySelectorAll("figcaption a.time, .hits a.time")) link.after(copyButton(link.href));

// Long clips are folded, where there is more than two lines to hide. With its title, each has the same height.
for (const clip of document.querySelectorAll(".clip")) {
  const quote = clip.querySelector("blockquote");
  const whole = quote.scrollHeight;
  const line = parseFloat(getComputedStyle(quote).lineHeight);
  const title = quote.getBoundingClientRect().top - clip.getBoundingClientRect().top;
  clip.style.setProperty("--lines", Math.round((LINES * line - title) / line));
  clip.classList.add("folded");
  if (whole - quote.clientHeight < 60) {
    clip.classList.remove("folded");
    continue;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small unfold";
  button.textContent = "Show all of it";
  button.addEventListener("click", () => {
    clip.classList.replace("folded", "unfolded");
    button.remove();
  });
  quote.after(button);
}

// The links to the part of the page that is being read are marked, and so is that to its topic.
const read = new Set();
const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) read.add(entry.target.id);
      else read.delete(entry.target.id);
    }
    for (const link of document.querySelectorAll(".side a, .parts a")) {
      if (!read.has(link.hash.slice(1))) {
        link.removeAttribute("aria-current");
        continue;
      }
      link.setAttribute("aria-current", "true");
      const bar = link.closest(".parts");
      if (bar) bar.scrollLeft = link.offsetLeft - bar.clientWidth / 2;
    }
  },
  { rootMargin: "-30% 0px -70% 0px" },
);
for (const part of document.querySelectorAll(".wide > section, .topic")) watcher.observe(part);

const parts = [...document.querySelectorAll("details.part")];
if (parts.length) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small unfold-all";
  const name = () => (button.textContent = parts.every((part) => part.open) ? "Close all parts" : "Open all parts");
  button.addEventListener("click", () => {
    const open = !parts.every((part) => part.open);
    for (const part of parts) part.open = open;
  });
  for (const part of parts) part.addEventListener("toggle", name);
  name();
  parts[0].before(button);
}

// One button for all segments: it goes where the pointer or the keyboard is.
const roving = copyButton("");
for (const event of ["pointerover", "focusin"]) {
  document.querySelector(".transcript")?.addEventListener(event, ({ target }) => {
    const place = target.closest(".segment")?.querySelector(".place");
    if (!place || roving.parentElement === place) return;
    roving.dataset.copy = place.querySelector("a").href;
    roving.textContent = "Copy link";
    place.append(" ", roving);
  });
}

for (const button of document.querySelectorAll("button.copy, button.load")) button.hidden = false;

const preparing = document.querySelector("[data-reload]");
if (preparing) setTimeout(() => location.reload(), 1000 * Number(preparing.dataset.reload));
