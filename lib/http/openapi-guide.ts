/** What one needs to know before the first request, in Markdown: sections of paragraphs. It heads the OpenAPI document and its page. */
export const apiGuide: readonly { title: string; paragraphs: readonly string[] }[] = [
  {
    title: 'Authentication',
    paragraphs: [
      'Send a key with every request: `Authorization: Bearer KEY`. A person makes theirs under Profile, API Keys; a service account has its own. Clients that know HTTP Basic alone may send the key as password or as user name.',
      'A key acts as its owner and can only narrow what the owner may do. Each route says what it demands: a permission in the account or the workspace of its address, or merely somebody who is signed in.',
      'A browser that is signed in may read without a key, from our own pages. It may change nothing that way.',
    ],
  },
  {
    title: 'Addresses and bodies',
    paragraphs: [
      'Addresses are the same with and without a slash at the end. A body is JSON whatever its content type, at most 1 MB (5 MB below a workspace, for logs) and 200 levels deep; a missing one counts as `{}`. Times are RFC 3339 in UTC, ids are UUIDs.',
      'Where a change takes what is expected (`expected_version`, `expected_role_id`, `revision`) and something else is there meanwhile, it answers `412` and changes nothing.',
    ],
  },
  {
    title: 'Errors',
    paragraphs: [
      'Every error has the same body: `detail`, a sentence; `code`; and where there is more to say `reason` (a stable word), `fields` (a sentence for each field that is wrong), `permission` (the one that is missing) and `request_id` (quote it when something went wrong on our side).',
      '`401` nobody is signed in, or the key opens nothing. `403` what one may see but not do. `404` what is not there or not visible, which are not told apart. `409` a conflict with what is there. `412` changed meanwhile. `422` not valid. `429` too often; `Retry-After` says how many seconds to wait. Whatever is refused has changed nothing.',
    ],
  },
  {
    title: 'Pages',
    paragraphs: [
      'A list is a bare array. `limit` is how many it has at most. While there is more, the header `X-Next-Cursor` has what to send as `cursor` for the next page; without the header it was the last one. A cursor belongs to the order and the filter it was made with.',
    ],
  },
  {
    title: 'Sending it again',
    paragraphs: [
      'A request that makes something can carry an `Idempotency-Key` of 1 to 255 visible characters, such as a fresh UUID. The same request with the same key is then done once: for 24 hours its repetition is answered as the first was, with the header `Idempotent-Replayed: true`. A request that was refused may be sent again with its key.',
      'The same key with another request is refused with `422` and `idempotency_key_reused`. While the first is under way the answer is `409` and `idempotency_in_progress`; if it was cut off or failed on our side, `409` and `idempotency_outcome_unknown`. An answer that held a key or a link is shown once only: its repetition is `409` and `answer_shown_once`, naming what was made; that of one larger than 64 KB is `409` and `answer_not_kept`. More than 10,000 such keys of one user or service account within a day are `429` and `too_many_idempotency_keys`.',
    ],
  },
  {
    title: 'Limits',
    paragraphs: [
      'Exports, invitations and keys are limited for each person, tries with bad keys for each address. A change of many takes up to 1,000 of them, invitations 500 addresses, each with its own outcome: a refusal of one stops none of the others.',
    ],
  },
]

/** The guide as one text of Markdown. */
export function guideText(): string {
  return apiGuide.map(({ title, paragraphs }) => [`## ${title}`, ...paragraphs].join('\n\n')).join('\n\n')
}
