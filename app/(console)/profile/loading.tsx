import { Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <div className="grid max-w-160 gap-6" aria-busy>
      <Skeleton width="long" height="field" />
      <Skeleton width="full" height="block" />
      <Skeleton width="full" height="block" />
    </div>
  )
}
