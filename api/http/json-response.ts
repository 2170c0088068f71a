/**
 * An answer of JSON. Made by the constructor and not by `Response.json`: a server may have put a class of its own into its
 * place that never becomes a stream, and only the constructor knows of it.
 */
export function jsonResponse(
  content: unknown,
  { status, headers = {} }: { readonly status: number; readonly headers?: Readonly<Record<string, string>> },
): Response {
  return new Response(JSON.stringify(content), { status, headers: { 'content-type': 'application/json', ...headers } });
}
