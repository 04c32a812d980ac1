// On paper a link that leads out of the guide shows its address (book.css). Which ones do, the style
// sheet cannot see: the theme makes every address of a page absolute.
addEventListener("beforeprint", () => {
  for (const link of document.querySelectorAll("article a"))
    link.classList.toggle("outside", link.host !== location.host)
})
