import type { ReactNode } from 'react'
import '../globals.css'
import { Providers } from '@/components/shell/providers'
export default function L({ children }: { children: ReactNode }) {
  return <html lang="en" suppressHydrationWarning><head><title>Kit preview</title></head><body><Providers>{children}</Providers></body></html>
}
