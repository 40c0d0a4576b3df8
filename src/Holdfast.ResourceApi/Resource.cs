namespace Holdfast.ResourceApi;

/// <summary>
/// A resource of a type that has no properties of its own. Derive from <see cref="Resource{TProperties}"/> if it has
/// some.
/// </summary>
/// <remarks>
/// <para>One instance stands for one resource on one node. The entry points are called one at a time, except
/// <see cref="TerminateAsync"/> and <see cref="OnProcessExited"/>, which may come while another is in progress. An
/// entry point that throws has failed, and the exception becomes the reason that people read; throw
/// <see cref="ResourceException"/> to give the words yourself.</para>
/// <para>A call in progress is the pending state: Online, Offline, Promote and Demote may take as long as they like,
/// provided that they call <see cref="ResourceContext.ReportStatus"/> more often than the type's PendingTimeout. Every
/// other call must end within DeadlockTimeout, or the monitor is judged hung, is replaced, and the resource is
/// reattached.</para>
/// <para>Only <see cref="OnlineAsync"/> must be written. The other defaults suit a resource whose work is done by the
/// processes it starts through <see cref="ResourceContext.Processes"/>.</para>
/// </remarks>
public abstract class Resource
{
    private ResourceContext? context;

    /// <summary>
    /// Who this resource is and what it may ask of its host. Available from <see cref="OpenAsync"/> on.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is read in the constructor.</exception>
    protected ResourceContext Context => context
        ?? throw new InvalidOperationException("Context is not available in the constructor; use it from OpenAsync "
        + "on.");

    /// <summary>
    /// The folder of the package this DLL was loaded from, with everything that was published. Read-only.
    /// </summary>
    protected string PackageFolder => Path.GetDirectoryName(GetType().Assembly.Location)!;

    /// <summary>Prepares this object; starts nothing. Called once, when a monitor takes the resource in.</summary>
    /// <remarks>The default does nothing.</remarks>
    /// <param name="cancellationToken">Cancelled when the call is given up.</param>
    public virtual Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts the resource, and returns when it can be used.</summary>
    /// <remarks>
    /// Must be safe to call when it is already online. If it throws or is cancelled, Terminate follows.
    /// </remarks>
    /// <param name="cancellationToken">Cancelled when Terminate is wanted instead.</param>
    public abstract Task OnlineAsync(CancellationToken cancellationToken);

    /// <summary>Stops the resource in good order, and returns when nothing of it runs any more.</summary>
    /// <remarks>
    /// The default asks its processes to end (SIGTERM) and kills them after 10 s. If it throws, Terminate follows.
    /// </remarks>
    /// <param name="cancellationToken">Cancelled when Terminate is wanted instead.</param>
    public virtual Task OfflineAsync(CancellationToken cancellationToken) =>
        Context.Processes.StopAllAsync(TimeSpan.FromSeconds(10), cancellationToken);

    /// <summary>
    /// Stops the resource by force, at once. May be called at any time, also while another call is in progress.
    /// </summary>
    /// <remarks>The default kills all its processes. Must be safe to call when nothing runs.</remarks>
    /// <param name="cancellationToken">Cancelled when the host cannot wait any longer.</param>
    public virtual Task TerminateAsync(CancellationToken cancellationToken) =>
        Context.Processes.StopAllAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>
    /// Makes the resource the promoted one of its parallel group, or one of them; returns when it acts as such.
    /// </summary>
    /// <remarks>
    /// <para>Called only in a group with promoted instances, while the resource is online, on one whose
    /// <see cref="ResourceContext.ReportPromotionScore"/> is among the highest. The default does nothing.</para>
    /// <para>Must be safe to call when it is promoted already: after the death of a monitor or a restart of the
    /// service it is called again. May take as long as it likes, like Online, with
    /// <see cref="ResourceContext.ReportStatus"/>. If it throws, the resource has failed: Terminate follows, and the
    /// restart policy.</para>
    /// <para>Guaranteed: of all instances, at most as many as the group says are promoted at any time, counted from
    /// before Promote until Demote, Offline or Terminate has succeeded or the node's authority has ended, as long as
    /// their success means that it acts as promoted no more. Not guaranteed: that one is promoted at every time, nor
    /// that what the former one wrote has arrived; give <see cref="ResourceContext.Generation"/> to whatever can
    /// refuse a late writer.</para>
    /// </remarks>
    /// <param name="cancellationToken">Cancelled when Terminate is wanted instead.</param>
    public virtual Task PromoteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Makes the resource an ordinary instance again, and returns when it acts as promoted no more; it stays online.
    /// </summary>
    /// <remarks>
    /// <para>Another instance is promoted only after this has succeeded, so to return too early is to have two. If it
    /// throws, the resource has failed: Terminate follows, and ends the role too. The default does nothing.</para>
    /// <para>Must be safe to call when it is not promoted. Offline and Terminate may come without it: they end the
    /// role as well.</para>
    /// </remarks>
    /// <param name="cancellationToken">Cancelled when Terminate is wanted instead.</param>
    public virtual Task DemoteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// A quick look whether the resource seems to work; false makes the monitor call <see cref="IsAliveAsync"/> at
    /// once.
    /// </summary>
    /// <remarks>The default asks whether none of its processes has exited, which costs nothing.</remarks>
    /// <param name="cancellationToken">Cancelled when the call is given up.</param>
    public virtual ValueTask<bool> LooksAliveAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(FirstExited() is null);

    /// <summary>
    /// A thorough check whether the resource works. <see cref="Health.Failed"/> makes the cluster act.
    /// </summary>
    /// <remarks>
    /// The default asks whether none of its processes has exited. Checks through the network are in
    /// <see cref="Probe"/>.
    /// </remarks>
    /// <param name="cancellationToken">Cancelled when the call is given up.</param>
    public virtual ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(FirstExited() is { } exited ? Health.Failed(exited.Describe()) : Health.Ok);

    /// <summary>
    /// Finds out whether the resource, which was online under a monitor that died, still runs, and takes it up again.
    /// </summary>
    /// <remarks>
    /// <para>Called on a new object, after Open, instead of Online. It must not start anything. What
    /// <see cref="ResourceContext.SaveAsync{T}(T, CancellationToken)"/> kept is there.</para>
    /// <para>The default answers <see cref="Reattachment.Running"/> if the resource has processes and all of them still
    /// run, <see cref="Reattachment.Gone"/> if one has exited, and <see cref="Reattachment.Unknown"/> if it has
    /// none.</para>
    /// </remarks>
    /// <param name="cancellationToken">Cancelled when the call is given up.</param>
    public virtual Task<Reattachment> ReattachAsync(CancellationToken cancellationToken) => Task.FromResult(
        FirstExited() is { } exited ? Reattachment.Gone(exited.Describe())
        : Context.Processes.All.Count > 0 ? Reattachment.Running
        : Reattachment.Unknown("it has no processes to find again, and does not override ReattachAsync"));

    /// <summary>
    /// Frees what this object holds. Called last; the resource is offline, or goes on under another monitor.
    /// </summary>
    /// <remarks>The default does nothing. It must not stop the resource.</remarks>
    /// <param name="cancellationToken">Cancelled when the call is given up.</param>
    public virtual Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Told at once when one of the resource's processes exits unasked while the resource is online or starting.
    /// </summary>
    /// <remarks>
    /// The default reports a failure, so an exit is noticed within milliseconds and without polling. Override it where
    /// an exit is expected. It may run while another call is in progress and must return quickly.
    /// </remarks>
    /// <param name="process">The process, whose <see cref="GuardedProcess.ExitCode"/> is known.</param>
    public virtual void OnProcessExited(GuardedProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        Context.ReportFailure(process.Describe());
    }

    internal void Attach(ResourceContext resourceContext) => context = resourceContext;

    internal virtual void SetProperties(object? value)
    {
    }

    internal virtual IEnumerable<PropertyError> ValidateProperties(object? value) => [];

    internal virtual Task PropertiesChangedFromAsync(object? previous, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    private GuardedProcess? FirstExited() => Context.Processes.All.FirstOrDefault(process => process.HasExited);
}
