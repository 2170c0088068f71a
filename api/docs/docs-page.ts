/** The documentation page: Swagger UI from our own files, started by our own script. */
export const docsPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Mainstay API</title>
    <link rel="icon" type="image/png" href="favicon-32x32.png">
    <link rel="stylesheet" href="swagger-ui.css">
    <link rel="stylesheet" href="page.css">
  </head>
  <body>
    <main id="swagger-ui"><noscript>This page needs JavaScript; <a href="../openapi.json">the document itself</a> does not.</noscript></main>
    <script src="swagger-ui-bundle.js"></script>
    <script src="page.js"></script>
  </body>
</html>
`;

/** The same address in a home without those files: a function has better things to carry than 1.5 MB of a page. */
export const plainDocsPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Mainstay API</title>
  </head>
  <body>
    <h1>Mainstay API</h1>
    <p><a href="../openapi.json">openapi.json</a> describes every call (OpenAPI 3.1). Any viewer of such documents shows it, as does
    the page that a Mainstay of your own opens at /docs/ after <code>npm start</code>.</p>
  </body>
</html>
`;

/** Starts Swagger UI. No validator badge: that would send the document to another site. */
export const docsScript = `window.ui = SwaggerUIBundle({
  url: '../openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

export const docsStyle = `body { margin: 0; background: #fff; }
`;

/** Nothing from anywhere else. Swagger UI writes style attributes, and its icons are data URLs. */
export const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
