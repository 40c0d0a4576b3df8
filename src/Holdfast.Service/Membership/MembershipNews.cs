using System.Threading.Channels;
using Holdfast.Service.Events;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Membership;

/// <summary>
/// Where membership says that it changed, what it tells people, and under whose eyes its longer effects run.
/// </summary>
public sealed class MembershipNews(IEventLog events, TimeProvider time, ILogger<ServiceLoop> logger)
{
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Readable when the membership's next wake-up may have changed.</summary>
    public ChannelReader<bool> Changes => _changed.Reader;

    public void Changed() => _changed.Writer.TryWrite(true);

    public void Tell(EventDraft draft) => events.Append(draft);

    /// <summary>Runs an effect to its end, again if it throws: what the protocol asked for must be done.</summary>
    public void Run(string name, Func<CancellationToken, Task> effect, CancellationToken cancellationToken)
    {
        var loop = new ServiceLoop("membership " + name, time, logger);
        _ = Task.Run(() => loop.RunOnceAsync(effect, cancellationToken), CancellationToken.None);
    }
}
