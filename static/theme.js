// Before the first paint: the colours that the reader chose. Without a choice the system decides.
try {
  const theme = localStorage.getItem("treatise-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* Storage is closed to us: the system decides. */ }
