// Sentences in the reader's language, printed by the server into the page.
const source = document.getElementById("words");
const words = source ? JSON.parse(source.textContent) : {};

export function say(name, values = {}) {
  const text = words[name] ?? name;
  return text.replace(/%\((\w+)\)s/g, (_, key) => values[key] ?? "");
}

export function announce(sentence) {
  const place = document.getElementById("announcer");
  if (place && sentence) place.textContent = sentence;
}
