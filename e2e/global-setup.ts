import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMailServer } from './helpers/mail-server'
import { startProduct } from './helpers/product'

/** Starts what the tests use and hands its addresses on in the environment, which the test processes inherit. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'roster-e2e-'))
  const mail = await startMailServer(join(folder, 'mail'))
  const logFile = join(folder, 'log')
  const settings = {
    ROSTER_DATA_DIR: join(folder, 'data'),
    SMTP_URL: mail.url,
    // Every test comes from one address, and a minute has more of them than one person makes requests.
    RATE_LIMIT_FACTOR: '1000',
    LOG_LEVEL: 'warn',
    // The identity providers of the tests run on this machine.
    SSO_ALLOW_PRIVATE: 'true',
    // A test that comes from another address says so as a proxy does; the others come from this machine.
    TRUSTED_PROXIES: '1',
  }
  const product = await startProduct(settings, logFile).catch(async (error: unknown) => {
    await mail.stop()
    await rm(folder, { recursive: true, force: true })
    throw error
  })
  process.env.E2E_BASE_URL = product.url
  process.env.E2E_MAIL_FOLDER = mail.folder
  process.env.E2E_DATA_FOLDER = join(folder, 'data')
  process.env.E2E_LOG_FILE = logFile
  return async () => {
    await product.stop()
    await mail.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
