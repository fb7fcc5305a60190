import { QUIET } from '../build/quiet.mjs'

/** The environment of the programs: what the person set, and what an installation without settings needs. */
export function settingsFor({ isDevelopment = false, embeddedFolder = null, databaseUrl, secrets, address }) {
  return {
    ...process.env,
    ...QUIET,
    ...secrets,
    ...address,
    NODE_ENV: isDevelopment ? 'development' : 'production',
    DATABASE_URL: databaseUrl,
    // One session serves every connection there, so a statement's name would be everybody's.
    ...(embeddedFolder ? { DATABASE_NAMED_STATEMENTS: 'false' } : {}),
    EMBEDDED_DATABASE_FOLDER: embeddedFolder ?? '',
  }
}

/** The settings that tell the server where it is. */
export function addressSettings({ host, port, baseUrl }) {
  // next-auth reads its own name for the same address.
  return { HOST: host, PORT: String(port), BASE_URL: baseUrl, NEXTAUTH_URL: baseUrl }
}
