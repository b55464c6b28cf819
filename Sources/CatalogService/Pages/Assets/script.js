// Only to enhance: every page works without it.
"use strict";

(() => {
  const wide = window.matchMedia("(min-width: 60rem)");

  // Filters stand open where there is room for them.
  for (const panel of document.querySelectorAll("details[data-wide-open]")) {
    const fit = () => { panel.open = wide.matches; };
    fit();
    wide.addEventListener("change", fit);
  }

  // A choice is applied at once; its button is not needed then. Keys pass over other choices
  // on their way: they use the button, which is shown to them.
  for (const form of document.querySelectorAll("form[data-auto]")) {
    form.addEventListener("change", () => {
      if (!form.matches(":has(:focus-visible)")) form.requestSubmit();
    });
  }

  // A form is sent once; after a step back it may be sent again.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
    });
    window.addEventListener("pageshow", () => { delete form.dataset.sent; });
  }

  // Keys within a list of choices; they work only while the focus is in it.
  const rows = document.querySelector("[data-keys]");
  rows?.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const boxes = [...rows.querySelectorAll("input[type=checkbox]")];
    const at = boxes.indexOf(event.target.closest("tr").querySelector("input[type=checkbox]"));
    const every = boxes.every((box) => box.checked);
    switch (event.key) {
      case "j": boxes[Math.min(at + 1, boxes.length - 1)]?.focus(); break;
      case "k": boxes[Math.max(at - 1, 0)]?.focus(); break;
      case "x": if (boxes[at]) boxes[at].checked = !boxes[at].checked; break;
      case "a": for (const box of boxes) box.checked = !every; break;
      case "o": event.target.closest("tr").querySelector("a").click(); break;
      default: return;
    }
    event.preventDefault();
  });

  // A summary of errors takes the focus.
  const summary = document.querySelector("[data-focus]");
  summary?.focus();

  // Switching the language loses nothing that was typed: it is put into the page that comes.
  const fields = () => [...document.querySelectorAll("main :is(input, select, textarea)")]
    .filter((field) => field.form && field.name)
    .filter(({ name, type }) => name === "kembali" || !/hidden|password|file/.test(type));
  const place = (field) => `${field.form.getAttribute("action")} ${field.name}`;
  try {
    const kept = JSON.parse(sessionStorage.getItem("typed") ?? "{}");
    sessionStorage.removeItem("typed");
    for (const field of fields()) {
      const values = kept[place(field)];
      if (!values) continue;
      if (/radio|checkbox/.test(field.type)) field.checked = values.includes(field.value);
      else if (field.value !== values[0]) {
        field.value = values[0] ?? "";
        field.closest("details")?.setAttribute("open", "");
      }
    }
    for (const form of document.querySelectorAll(".switch")) {
      // A page that answers a form without errors shows something once: it is not left.
      if (summary) form.hidden = false;
      form.addEventListener("submit", () => {
        const typed = {};
        for (const field of fields()) {
          const values = typed[place(field)] ??= [];
          if (field.checked || !/radio|checkbox/.test(field.type)) values.push(field.value);
        }
        sessionStorage.setItem("typed", JSON.stringify(typed));
      });
    }
  } catch { /* No storage: the switch works, and forgets. */ }

  // Suggestions while typing: a combobox as the ARIA practices describe one.
  const box = document.querySelector("input[data-suggest]");
  if (!box) return;
  const list = document.getElementById("saran");
  let options = [];
  let chosen = -1;
  let latest = 0;
  let timer = 0;

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0].textContent);

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const mark = (index) => {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = options[chosen];
    if (!option) { box.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", option.id);
  };

  const show = (items) => {
    options = items.map((item, index) => {
      const option = document.createElement("li");
      option.id = `saran-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = item.text;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
      return option;
    });
    list.replaceChildren(...options);
    chosen = -1;
    list.hidden = options.length === 0;
    box.setAttribute("aria-expanded", String(options.length > 0));
  };

  const take = (index) => {
    box.value = options[index].textContent;
    close();
    box.form.requestSubmit();
  };

  const ask = async () => {
    const text = box.value.trim();
    const turn = ++latest;
    if (text.length < 2) { close(); return; }
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`, {
        headers: { "Accept-Language": document.documentElement.lang },
      });
      if (!answer.ok || turn !== latest) return;
      show((await answer.json()).items.slice(0, 8));
    } catch { /* The form works without suggestions. */ }
  };

  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((chosen + step + options.length) % options.length);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
})();
