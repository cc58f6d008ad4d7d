
"use strict";
(() => {
  const one = (id) => document.getElementById(id);
  const root = document.documentElement;
  const audio = one("audio");
  const play = one("play");
  const position = one("position");
  const now = one("now");
  const length = Number(root.dataset.length);
  const said = [...document.querySelectorAll(".words [data-start]")];
  const starts = said.map((each) => Number(each.dataset.start));
  const ends = said.map((each) => Number(each.dataset.end));
  const chapters = [...document.querySelectorAll(".chapters [data-start]")];
  const chapterStarts = chapters.map((each) => Number(each.dataset.start));
  let current = -1;
  let chapter = -1;
  let dragging = false;

  const clock = (seconds) => {
    const whole = Math.floor(seconds);
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    return (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(whole % 60);
  };
  // The last place in a rising list that is not after a time; -1 before the first.
  const last = (list, time) => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= time + 0.02) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  const showPosition = (time) => {
    const at = Math.min(time, length);
    one("at").textContent = clock(at);
    one("ring").style.strokeDashoffset = 1000 * (1 - at / length);
    position.value = at;
    const words = position.dataset.of.replace("{at}", clock(at)).replace("{length}", clock(length));
    position.setAttribute("aria-valuetext", words);
  };
  const showWords = (time) => {
    const index = last(starts, time);
    if (index !== current) {
      if (current >= 0) said[current].classList.remove("said");
      if (index >= 0) {
        said[index].classList.add("said");
        now.lang = said[index].lang || root.lang;
        now.textContent = said[index].textContent;
      }
      current = index;
    }
    now.classList.toggle("past", index >= 0 && time > ends[index] + 0.3);
  };
  const showChapter = (time) => {
    const index = last(chapterStarts, time);
    if (index === chapter) return;
    if (chapter >= 0) chapters[chapter].removeAttribute("aria-current");
    if (index >= 0) chapters[index].setAttribute("aria-current", "true");
    chapter = index;
  };
  const show = () => {
    const time = audio.currentTime;
    if (!dragging) showPosition(time);
    if (time > 0) {
      showWords(time);
      showChapter(time);
    }
  };
  const go = (time) => {
    audio.currentTime = Math.max(0, Math.min(time, length - 0.1));
    show();
  };
  const showPlaying = () => {
    play.classList.toggle("playing", !audio.paused);
    play.setAttribute("aria-label", audio.paused ? play.dataset.play : play.dataset.pause);
  };

  play.addEventListener("click", () => (audio.paused ? audio.play() : audio.pause()));
  one("back").addEventListener("click", () => go(audio.currentTime - 15));
  one("on").addEventListener("click", () => go(audio.currentTime + 15));
  position.addEventListener("input", () => {
    dragging = true;
    showPosition(Number(position.value));
  });
  position.addEventListener("change", () => {
    dragging = false;
    go(Number(position.value));
  });
  one("braille").addEventListener("change", (event) => {
    now.setAttribute("aria-live", event.target.checked ? "polite" : "off");
  });
  chapters.forEach((link, index) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(chapterStarts[index]);
      audio.play();
    })
  );
  for (const name of ["timeupdate", "seeked", "ended"]) audio.addEventListener(name, show);
  for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, showPlaying);

  const own = (wanted) => {
    for (const each of document.querySelectorAll(".own")) each.hidden = !wanted;
    document.querySelector(".native").hidden = wanted;
  };
  // A browser that cannot play the sound with these controls may do so with its own.
  audio.addEventListener("error", () => own(false));
  if (audio.error) return;
  if ("mediaSession" in navigator && "MediaMetadata" in window) {
    const cover = document.getElementById("cover");
    const artwork = cover ? [{ src: cover.src }] : [];
    navigator.mediaSession.metadata = new MediaMetadata({ title: document.title, artwork });
    navigator.mediaSession.setActionHandler("seekbackward", () => go(audio.currentTime - 15));
    navigator.mediaSession.setActionHandler("seekforward", () => go(audio.currentTime + 15));
  }
  own(true);
  show();
})();
