import type { Tx } from '@/lib/db/transaction'
import type { StoredCertificate, StoredKey } from './connection-store'

type Named = { accountId: string; id: string }

/** Adds certificates of the provider; those that are there already stay. */
export async function createCertificates(
  tx: Tx,
  { accountId, id: connectionId }: Named,
  certificates: readonly StoredCertificate[],
): Promise<void> {
  const data = certificates.map((certificate) => ({ ...certificate, accountId, connectionId }))
  await tx.ssoCertificate.createMany({ data, skipDuplicates: true })
}

export async function deleteCertificate(
  tx: Tx,
  { accountId, id: connectionId }: Named,
  fingerprint: string,
): Promise<void> {
  await tx.ssoCertificate.delete({
    where: { accountId_connectionId_fingerprint: { accountId, connectionId, fingerprint } },
    select: { fingerprint: true },
  })
}

/** Takes away all certificates of the provider. */
export async function deleteCertificates(tx: Tx, { accountId, id: connectionId }: Named): Promise<void> {
  await tx.ssoCertificate.deleteMany({ where: { accountId, connectionId } })
}

export async function createKey(
  tx: Tx,
  { accountId, id: connectionId }: Named,
  key: StoredKey,
): Promise<void> {
  await tx.ssoKey.create({ data: { ...key, accountId, connectionId }, select: { id: true } })
}

export async function deleteKey(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.ssoKey.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}

/** Makes one of our keys the one that signs; the one before has to be gone. */
export async function setCurrentKey(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.ssoKey.update({
    where: { accountId_id: { accountId, id } },
    data: { isCurrent: true },
    select: { id: true },
  })
}
