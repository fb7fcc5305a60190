import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { uuid } from '@/lib/uuid'
import * as store from './connection-store'
import { ourSideOf } from './our-side'
import { ourMetadata } from './saml-metadata'

/** Our SAML metadata of a connection, with each of our certificates; `not_found` for what is no SAML connection. */
export async function getOurMetadata(connectionId: string): Promise<string> {
  const id = uuid().safeParse(connectionId)
  const connection = id.success ? await store.findConnectionById(database(), id.data) : null
  if (connection?.kind !== 'SAML') throw new AppError('not_found')
  const certificates = connection.keys.map(({ certificate }) => certificate)
  return ourMetadata({ ...ourSideOf(connection.id), certificates })
}
