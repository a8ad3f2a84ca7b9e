// Decides whether a page is drawn for sun or for a night shoot, before it is drawn: as chosen on this device.
const chosenLight = localStorage.getItem("showclear-light");
if (chosenLight) document.documentElement.dataset.light = chosenLight;
