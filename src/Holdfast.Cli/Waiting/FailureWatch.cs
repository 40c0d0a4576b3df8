using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Waiting;

/// <summary>Tells a failure that stays from one that is being repaired: a restart or a failover follows at
/// once.</summary>
internal sealed class FailureWatch(TimeProvider time)
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);
    private long? _failedSince;

    /// <exception cref="HoldfastException">A resource of the group has been Failed for a while.</exception>
    public void Check(GroupDto group, string code) =>
        Check(group.Resources.FirstOrDefault(each => each.State == "Failed"), code);

    /// <exception cref="HoldfastException">It has been Failed for a while.</exception>
    public void Check(ResourceDto? resource, string code)
    {
        if (resource is not { State: "Failed" })
        {
            _failedSince = null;
            return;
        }

        _failedSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_failedSince.Value) > Settled)
        {
            throw new HoldfastException(code, $"resource \"{resource.Name}\" is Failed: {resource.Reason}");
        }
    }
}
