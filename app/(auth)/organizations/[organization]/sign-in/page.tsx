import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { AuthShell } from '@/components/shell/auth-shell'
import { OrganizationSignIn } from '@/components/sso/organization-sign-in'
import { TextLink } from '@/components/ui/text-link'
import { AppError } from '@/lib/errors'
import { currentCtx } from '@/lib/http/current-ctx'
import { searchParam, type SearchParams } from '@/lib/http/search-params'
import { paths, safeReturnTo } from '@/lib/paths'
import { getOrganizationSignIn } from '@/lib/sso/attempts'

type PageProps = { params: Promise<{ organization: string }>; searchParams: SearchParams }

const signInOfPage = cache(async (handle: string) => {
  try {
    return await getOrganizationSignIn(handle)
  } catch (error) {
    // An organization without single sign-on looks as one that does not exist.
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  }
})

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { organizationName } = await signInOfPage((await params).organization)
  // The address may hold where to go on, which can be a link with a secret.
  return { title: `Sign in · ${organizationName}`, referrer: 'same-origin' }
}

export default async function Page({ params, searchParams }: PageProps) {
  const handle = (await params).organization
  const { organizationName, connections } = await signInOfPage(handle)
  const returnTo = safeReturnTo(await searchParam(searchParams, 'returnTo'), paths.organization(handle))
  const { actor } = await currentCtx()
  return (
    <AuthShell
      title={`Sign in to ${organizationName}`}
      footer={
        actor.kind === 'USER' ? (
          <TextLink href={paths.organizations()}>All organizations</TextLink>
        ) : (
          <TextLink href={paths.signIn(returnTo)}>Sign in with a password</TextLink>
        )
      }
    >
      <OrganizationSignIn handle={handle} connections={connections} returnTo={returnTo} />
    </AuthShell>
  )
}
