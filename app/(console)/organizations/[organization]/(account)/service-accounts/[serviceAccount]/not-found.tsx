'use client'
import { useParams } from 'next/navigation'
import { ServiceAccountGone } from '@/components/service-accounts/service-account-gone'

export default function NotFound() {
  const { organization } = useParams<{ organization: string }>()
  return (
    <>
      {/* Metadata has no say where a page finds out while its own metadata is made. */}
      <title>No such service account · Roster</title>
      <ServiceAccountGone handle={organization} />
    </>
  )
}
