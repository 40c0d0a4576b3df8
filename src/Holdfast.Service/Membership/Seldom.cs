using Holdfast.Core.Time;

namespace Holdfast.Service.Membership;

/// <summary>Whether something that goes on is to be said again: every ten seconds at the most.</summary>
internal sealed class Seldom
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private BootTime? _toldAt;

    /// <summary>It is over: the next time it is said at once.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _toldAt = null;
        }
    }

    public bool IsDue(BootTime now)
    {
        lock (_gate)
        {
            if (_toldAt is { } told && now < told + Every)
            {
                return false;
            }

            _toldAt = now;
            return true;
        }
    }
}
