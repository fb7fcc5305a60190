import { randomUUID } from 'node:crypto'
import { query } from './database'

/** A webhook of an account to which nothing is sent; returns its id. */
export async function newWebhookRow(accountId: string): Promise<string> {
  const webhookId = randomUUID()
  await query(
    `insert into webhook (account_id, id, name, url, sealed_secret, is_enabled, delivered_sequence)
     values ($1, $2, 'Receiver', 'https://receiver.example.com', '', false, 0)`,
    [accountId, webhookId],
  )
  return webhookId
}
