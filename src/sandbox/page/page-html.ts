/** The page's frame; `app.js` fills it. */
export const PAGE_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Tocsin sandbox</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ctext y='13' font-size='13'%3E%F0%9F%94%94%3C/text%3E%3C/svg%3E">
<link rel="stylesheet" href="/_sandbox/page.css">
<script type="module" src="/_sandbox/app.js"></script>
</head>
<body>
<nav id="channels" aria-label="Channels"></nav>
<main>
<header>
<div><h1 id="title">Tocsin sandbox</h1><p id="subtitle">A stand-in for Slack. Nothing here leaves this machine.</p></div>
<label>Click as <select id="user"></select></label>
</header>
<section id="messages" aria-live="polite"></section>
<p id="notice" role="status" hidden></p>
</main>
<noscript>The sandbox's page needs JavaScript.</noscript>
</body>
</html>
`;
