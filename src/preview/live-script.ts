/** Loads the page anew when its server has another version of it; a server that was gone for a while may have one too. */
export const liveScript = `"use strict";
(() => {
  const state = document.getElementById("live");
  const say = (text, isLost) => {
    state.textContent = text;
    state.classList.toggle("lost", isLost);
  };
  const source = new EventSource("events");
  source.onmessage = (event) => {
    if (event.data !== document.body.dataset.version) location.reload();
    else say("Live: this page follows the files.", false);
  };
  source.onerror = () => say("The preview has stopped. Start it again, and this page goes on.", true);
})();
`;
