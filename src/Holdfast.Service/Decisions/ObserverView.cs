using Holdfast.Core.Membership;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Decisions;

/// <summary>
/// What this node has seen of the others, for explanations and what-if. Written by the coordinator's loop.
/// </summary>
public sealed class ObserverView(IBootClock clock)
{
    private Observer _current = new() { StartedAt = clock.Now };

    /// <summary>The newest.</summary>
    public Observer Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
