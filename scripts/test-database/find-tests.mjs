import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'

const FOLDERS = ['lib', 'components', 'app', 'prisma', 'scripts']
// What cannot be used without a database: the tests' own access to it, transactions, services and stores.
const DATABASE_MODULE = /from '(?:[^']*\/)?(?:testing\/database|db\/transaction|db\/prisma|service|store)'/
const TESTING_MODULE = /from '(?:@\/lib\/testing|\.)\/([a-z-]+)'/g

/**
 * All test files, apart by whether they need a database: those that import a module which does, themselves or through
 * one of lib/testing. Paths from the root.
 */
export function findTests() {
  const all = FOLDERS.flatMap(listFiles).filter((file) => /\.test\.(ts|tsx|mjs)$/.test(file))
  const needsDatabase = createDatabaseTest()
  return { database: all.filter(needsDatabase), unit: all.filter((file) => !needsDatabase(file)) }
}

function createDatabaseTest() {
  const known = new Map()
  const needsDatabase = (file) => {
    if (!known.has(file)) {
      // Two modules that import each other are looked at once.
      known.set(file, false)
      known.set(file, readNeed(file))
    }
    return known.get(file)
  }
  const testing = new Set(listFiles('lib/testing'))
  function readNeed(file) {
    const text = readFileSync(join(root, file), 'utf8')
    if (DATABASE_MODULE.test(text)) return true
    const imported = [...text.matchAll(TESTING_MODULE)].map(([, name]) => `lib/testing/${name}.ts`)
    return imported.some((module) => testing.has(module) && needsDatabase(module))
  }
  return needsDatabase
}

function listFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'))
}
