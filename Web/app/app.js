/** Starts the application in the page that the node serves. */
document.getElementById('app').textContent = 'MedChain';
