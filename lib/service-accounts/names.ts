import { isUniqueViolation, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import * as store from './store'
import { serviceAccountNotFound } from './target'

/** The service account of the account that has this name, whatever its case; throws `not_found`/`service_account_not_found`. */
export async function getServiceAccountNamed(
  tx: Tx,
  accountId: string,
  name: string,
): Promise<{ id: string; name: string }> {
  const found = await store.findByName(tx, accountId, name)
  if (!found) throw serviceAccountNotFound()
  return found
}

/** Throws `conflict`/`name_taken`, naming the field, when another service account of the account has the name, whatever its case. */
export async function requireFreeName(
  tx: Tx,
  { accountId, name, exceptId }: { accountId: string; name: string; exceptId: string | null },
): Promise<void> {
  const found = await store.findByName(tx, accountId, name)
  if (found && found.id !== exceptId) throw nameTaken()
}

/** The same for a name that the database finds taken, as another case of its letters is there. */
export async function refusingTakenName<Result>(write: () => Promise<Result>): Promise<Result> {
  return write().catch((error: unknown) => {
    throw isUniqueViolation(error) ? nameTaken() : error
  })
}

function nameTaken(): AppError {
  const sentence = 'Another service account of this organization has this name. Choose another.'
  return new AppError('conflict', 'name_taken', { message: sentence, fields: { name: sentence } })
}
