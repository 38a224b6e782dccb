/* The report form keeps itself while somebody types. Without this script the buttons do the same. */

const form = document.querySelector("[data-autosave]");
const state = document.querySelector("[data-autosave-state]");
const PAUSE = 3000;
/* Two texts to choose from: nothing is kept until somebody has chosen. */
let conflict = form.dataset.autosave === "off";
let waiting, saving, pressed;
/* The figures in the words, with what each could be tied to: drawn anew by the server with every save. */
const written = document.querySelector("[data-written]");

async function save(press) {
  if (conflict) return;
  const answers = new FormData(form);
  answers.set("do", "autosave");
  if (press) answers.set(press.name, press.value);
  try {
    const response = await fetch(form.action || location.href, { method: "POST", body: answers, redirect: "manual" });
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
      say("You have been signed out. Press “Keep as a draft”: you will be asked to sign in, and nothing is lost.");
      conflict = true;
      return;
    }
    const answer = await response.json();
    if (response.ok) {
      form.elements.version.value = answer.version;
      showFigures(answer.figures, Boolean(press));
      const offered = written.querySelectorAll("li:has([name=tie])").length;
      const words = offered === 1 ? "1 figure in your words" : `${offered} figures in your words`;
      say(`Draft kept at ${answer.saved}.${offered ? ` ${words} can be tied to the record.` : ""}`);
    } else {
      say(answer.message);
      conflict = response.status === 409;
    }
  } catch {
    say("Not saved yet: the tracker cannot be reached. It will be tried again when you type.");
  }
}

/* Only when something changed, and never away from under somebody's finger. */
function showFigures(figures, wasPressed) {
  const fresh = document.createElement("section");
  fresh.innerHTML = figures;
  if (fresh.innerHTML === written.innerHTML || (written.contains(document.activeElement) && !wasPressed)) return;
  written.replaceChildren(...fresh.childNodes);
  if (wasPressed) written.focus();
}

function say(words) {
  state.textContent = words;
}

function later() {
  clearTimeout(waiting);
  if (!conflict) waiting = setTimeout(() => saveInTurn(), PAUSE);
}

/* One save after another: each sends the version that the one before it left, however slow the line. */
function saveInTurn(press) {
  const turn = Promise.resolve(saving)
    .then(() => save(press))
    .finally(() => {
      if (saving === turn) saving = null;
    });
  saving = turn;
}

/* A finished action has no outlook to ask for. */
function fitQuestions() {
  const stage = new FormData(form).get("stage");
  const finished = stage === "complete" || stage === "stopped";
  document.querySelector("#question-outlook").hidden = finished;
  const outlook = new FormData(form).get("outlook");
  const inTrouble = stage === "stopped" || (!finished && (outlook === "at_risk" || outlook === "off_track"));
  const reason = document.querySelector("#question-reason");
  reason.hidden = !inTrouble && !reason.querySelector("textarea").value && !reason.querySelector("[aria-invalid]");
}

form.addEventListener("input", later);
form.addEventListener("change", fitQuestions);
/* A save that is under way must not race the button: the button waits for it, then sends the version it left. */
form.addEventListener("submit", (event) => {
  clearTimeout(waiting);
  if (!conflict && ["tie", "untie"].includes(event.submitter?.name)) {
    event.preventDefault();
    saveInTurn({ name: event.submitter.name, value: event.submitter.value });
    return;
  }
  if (!saving) return;
  event.preventDefault();
  if (pressed) return;
  pressed = event.submitter;
  /* In a turn of its own: while one submit is under way, a browser takes no other. */
  saving.finally(() =>
    setTimeout(() => {
      const button = pressed;
      saving = pressed = null;
      form.requestSubmit(button);
    }),
  );
});
fitQuestions();
/* What was typed when the session ended is kept as soon as it is back. */
if (form.dataset.autosave === "now") saveInTurn();
