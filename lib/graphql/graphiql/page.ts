import { apiPaths } from '@/lib/paths'

/** The page that GraphiQL runs in; its one script carries the nonce of the answer's Content-Security-Policy. */
export function graphiqlPage(nonce: string): Response {
  const [script, style] = ['client.js', 'client.css'].map(apiPaths.graphiqlFile)
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GraphQL · Roster</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
<style>body { margin: 0 } #graphiql { height: 100dvh }</style>
</head>
<body>
<noscript>This page needs JavaScript. The API does not: send operations by POST to this address.</noscript>
<div id="graphiql"></div>
<script type="module" nonce="${nonce.replaceAll(/[^\w+/=-]/g, '')}" src="${script}"></script>
</body>
</html>
`
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}
