import { listOutboxInput, outboxMail, outboxRow, retryMailInput } from '@/lib/mail/schema'
import { getOutboxMail, listOutbox, retryMail } from '@/lib/mail/service'
import { mutation, pagedQuery, query } from '../operation'
import { idOnly } from '../views'

/** The operator's outbox. */
export const mailOperations = [
  pagedQuery({
    name: 'outbox',
    description: 'Lists mail, the newest first, found by recipient. For the operator of the installation.',
    input: listOutboxInput,
    row: outboxRow,
    run: listOutbox,
  }),
  query({
    name: 'outbox_mail',
    description: 'Reads one mail as it was or would be sent. For the operator of the installation.',
    input: retryMailInput,
    output: outboxMail,
    run: async (ctx, { id }) => getOutboxMail(ctx, id),
  }),
  mutation({
    name: 'retry_mail',
    description: 'Sends a mail again that could not be sent. For the operator of the installation.',
    input: retryMailInput,
    output: idOnly,
    run: retryMail,
  }),
]
