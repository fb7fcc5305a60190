import type { ReactNode } from 'react'
import { requirePerson } from '@/lib/authz/access'
import { requiredPageData } from '@/lib/http/page-data'

/** Nothing inside is shown to somebody who is not signed in; each page still asks for its own data. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  await requiredPageData(async (ctx) => requirePerson(ctx))
  return children
}
