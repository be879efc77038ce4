// A chapter's link moves the player on this page; without script it opens the film at that moment.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-seek]");
  const film = document.getElementById("film");
  if (!link || !film) return;
  event.preventDefault();
  film.currentTime = Number(link.dataset.seek);
  film.focus();
  film.play();
});
