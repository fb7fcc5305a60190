'use client'
import { useParams } from 'next/navigation'
import { MemberGone } from '@/components/members/member-gone'

export default function NotFound() {
  const { organization } = useParams<{ organization: string }>()
  return (
    <>
      {/* Metadata has no say where a page finds out while its own metadata is made. */}
      <title>No such member · Roster</title>
      <MemberGone handle={organization} />
    </>
  )
}
