import { AuthPreview } from './auth-preview'
export const dynamic = 'force-dynamic'
export default function P() { return <AuthPreview /> }
