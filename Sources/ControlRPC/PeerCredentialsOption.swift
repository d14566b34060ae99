import ControlClient
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `SO_PEERCRED` of a channel.
enum PeerCredentialsOption {
    static func get(_ provider: any SocketOptionProvider) -> EventLoopFuture<UnixSocket.Credentials> {
        let option: EventLoopFuture<KernelCredentials> = provider.unsafeGetSocketOption(
            level: SocketOptionLevel(SOL_SOCKET), name: SocketOptionName(SO_PEERCRED))
        return option.map { UnixSocket.Credentials(pid: $0.pid, uid: $0.uid) }
    }
}
