// Decides what the buttons in the header of a page at a desk do: another light, another language.

const root = document.documentElement;

document.getElementById("light")?.addEventListener("click", () => {
  root.dataset.light = root.dataset.light === "night" ? "sun" : "night";
  localStorage.setItem("showclear-light", root.dataset.light);
});
document.getElementById("language")?.addEventListener("click", ({ currentTarget }) => {
  document.cookie = `showclear-language=${currentTarget.dataset.language}; path=/; max-age=31536000; samesite=strict`;
  location.reload();
});
root.dataset.framed = "true";
