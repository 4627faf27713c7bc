// Tells what is pointed at, at once and where fingers have no pointer; without scripts the browser's
// own titles do.
(() => {
  const box = document.createElement("div");
  box.className = "told";
  box.hidden = true;
  box.setAttribute("aria-hidden", "true");
  document.body.append(box);
  const told = new WeakMap();
  for (const title of document.querySelectorAll("figure svg title")) {
    told.set(title.parentNode, title.textContent);
    title.remove();
  }
  const show = (event) => {
    const text = told.get(event.target);
    box.hidden = !text;
    if (!text) return;
    box.textContent = text;
    const room = document.documentElement.clientWidth - box.offsetWidth - 8;
    box.style.left = `${Math.max(8, Math.min(event.pageX + 12, room))}px`;
    box.style.top = `${event.pageY + 16}px`;
  };
  document.addEventListener("pointermove", show);
  document.addEventListener("pointerdown", show);
})();
