// What the sign-in library's scripts say about passkeys, in words beside the button.
document.addEventListener("allauth.error", (event) => {
  const place = document.getElementById("passkey-error");
  if (!place) return;
  event.preventDefault();
  place.hidden = false;
});
