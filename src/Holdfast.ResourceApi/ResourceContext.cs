namespace Holdfast.ResourceApi;

/// <summary>Who a resource is, and what it may ask of the process that hosts it.</summary>
/// <remarks>All members may be used from any thread.</remarks>
public abstract class ResourceContext
{
    /// <summary>The resource's name.</summary>
    public abstract string Name { get; }

    /// <summary>The group it belongs to.</summary>
    public abstract string Group { get; }

    /// <summary>The node it is on.</summary>
    public abstract string Node { get; }

    /// <summary>
    /// The fencing token: rises with every assignment of the group to a node, and never falls. A storage that keeps the
    /// highest it has seen and refuses smaller ones is safe from any late writer. Processes find it as
    /// <c>HOLDFAST_FENCE_TOKEN</c>.
    /// </summary>
    public abstract long Generation { get; }

    /// <summary>
    /// How much is left of the time after which everything of this node must have ended, unless its lease is renewed
    /// meanwhile; zero when it is over. For what outlives processes, such as an address with a lifetime in the kernel:
    /// it must not outlive this.
    /// </summary>
    /// <remarks>Endless where no node stands behind the context, as in tests.</remarks>
    public virtual TimeSpan AuthorityLeft => TimeSpan.MaxValue;

    /// <summary>
    /// The resource's own processes. They live in the group's guard, so they survive this monitor's death.
    /// </summary>
    public abstract IProcesses Processes { get; }

    /// <summary>
    /// Says how far a pending Online, Offline, Promote or Demote has come, and restarts PendingTimeout.
    /// </summary>
    /// <param name="status">What it is doing, e.g. "replaying journal".</param>
    public abstract void ReportStatus(string status);

    /// <summary>
    /// Says that the resource has failed, without waiting for the next poll. Ignored unless it is online or starting.
    /// </summary>
    /// <param name="reason">Why, in words.</param>
    public abstract void ReportFailure(string reason);

    /// <summary>
    /// Says how willing the resource is to be promoted, in a parallel group with promoted instances; holds until it
    /// says otherwise or goes offline. Ignored unless it is online or starting.
    /// </summary>
    /// <remarks>
    /// Until it has reported a score it is not promoted, so report one in Online and again in Reattach. A higher score
    /// elsewhere takes the role from nobody who has it; null does. What a resource of several reports counts for its
    /// whole instance: the highest. Reports are passed on as they change, and the newest wins.
    /// </remarks>
    /// <param name="score">Higher is more willing; null if it must not be, or not any longer, promoted.</param>
    public abstract void ReportPromotionScore(int? score);

    /// <summary>
    /// Says that this node is not fit to run anything, e.g. because its disk is failing: what can run elsewhere is
    /// placed elsewhere, except the resource's own group. Holds until <see cref="ReportNodeFit"/> or until the resource
    /// goes offline. Ignored unless it is online or starting.
    /// </summary>
    /// <param name="reason">Why, in words.</param>
    public abstract void ReportNodeUnfit(string reason);

    /// <summary>Takes back what <see cref="ReportNodeUnfit"/> said.</summary>
    public abstract void ReportNodeFit();

    /// <summary>
    /// Writes a line to the monitor's log, marked with the resource's name. A flood is cut off with a count.
    /// </summary>
    /// <param name="message">One line.</param>
    public abstract void Log(string message);

    /// <summary>
    /// Keeps a value that <see cref="Resource.ReattachAsync"/> will need, for as long as the group stays on this node.
    /// </summary>
    /// <typeparam name="T">Anything that System.Text.Json can write and read.</typeparam>
    /// <param name="name">Which value; a second one of this name replaces the first.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public abstract Task SaveAsync<T>(string name, T value, CancellationToken cancellationToken);

    /// <summary>
    /// What <see cref="SaveAsync{T}(string, T, CancellationToken)"/> kept, or the default of T if there is none.
    /// </summary>
    /// <typeparam name="T">The type that was saved.</typeparam>
    /// <param name="name">Which value.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public abstract Task<T?> LoadAsync<T>(string name, CancellationToken cancellationToken);

    /// <summary>Keeps one value, where one is enough.</summary>
    /// <inheritdoc cref="SaveAsync{T}(string, T, CancellationToken)" />
    public Task SaveAsync<T>(T value, CancellationToken cancellationToken) =>
        SaveAsync("state", value, cancellationToken);

    /// <summary>
    /// What <see cref="SaveAsync{T}(T, CancellationToken)"/> kept, or the default of T if there is none.
    /// </summary>
    /// <inheritdoc cref="LoadAsync{T}(string, CancellationToken)" />
    public Task<T?> LoadAsync<T>(CancellationToken cancellationToken) => LoadAsync<T>("state", cancellationToken);
}
