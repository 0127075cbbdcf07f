import Glibc

/// A thread of the operating system.
package struct ClientThread: Sendable {
    private let thread: pthread_t

    /// Starts a thread.
    ///
    /// Traps if the system has no thread left, as nothing could go on.
    package init(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, runBody, box.toOpaque())
        precondition(code == 0, "no thread can be started, error \(code)")
        self.thread = thread
    }

    /// Whether the caller runs in this thread.
    var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }

    /// Waits until the thread has ended.
    ///
    /// It is called once, and by another thread.
    package func join() { pthread_join(thread, nil) }

    /// Lets the thread end by itself.
    ///
    /// It is called once, instead of ``join()``.
    func detach() { pthread_detach(thread) }
}

private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runBody(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // Signals are for the program's other threads; a connection that broke must not end the process
    // with SIGPIPE, which OpenSSL does not prevent.
    var signals = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    if let box { Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run() }
    return nil
}
