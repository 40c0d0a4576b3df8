using System.Net;
using System.Net.NetworkInformation;
using Holdfast.Linux;
using Holdfast.Linux.Netlink;
using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources.Addresses;

/// <summary>
/// An IP address that moves with its group. While it is online the time that the kernel gives it is renewed along with
/// the node's authority (<see cref="AddressLifetime"/>), so that the kernel itself withdraws the address of a node that
/// has gone silent. Both the monitor and a process of the group's guard renew it (<see cref="AddressKeeper"/>), so that
/// neither's death or hanging takes it away.
/// </summary>
[ResourceType(
    "IPAddress",
    DisplayName = "IP Address",
    Description = "An IPv4 or IPv6 address that moves with the group, and that the kernel withdraws from a silent node",
    FenceScope = FenceScope.Address)]
public sealed class IpAddress : Resource<IpAddressProperties>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    /// <summary>How long a link may be away; many come back at once.</summary>
    private static readonly TimeSpan LinkPatience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>How long another owner is waited for: longer than an address outlives its node's silence.</summary>
    private static readonly TimeSpan OthersPatience = TimeSpan.FromSeconds(6);

    /// <summary>Each is answered to the whole network.</summary>
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(100);

    private CancellationTokenSource? _stop;
    private Task _holding = Task.CompletedTask;
    private Task _keeping = Task.CompletedTask;
    private Task _taking = Task.CompletedTask;
    private HeldAddress? _held;

    /// <inheritdoc />
    public override IEnumerable<PropertyError> Validate(IpAddressProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        if (!IPAddress.TryParse(properties.Address, out IPAddress? address))
        {
            yield return new(nameof(properties.Address), "must be an IPv4 or IPv6 address, such as 10.0.0.50");
        }
        else if (properties.PrefixLength > address.GetAddressBytes().Length * 8)
        {
            yield return new(nameof(properties.PrefixLength), "is longer than the address");
        }
        else if (IPAddress.IsLoopback(address) || address.IsIPv6Multicast || address.IsIPv6LinkLocal)
        {
            yield return new(nameof(properties.Address), "must be an address that others can reach");
        }
    }

    /// <inheritdoc />
    public override async Task OnlineAsync(CancellationToken cancellationToken)
    {
        _taking = TakeAsync(cancellationToken);
        try
        {
            await _taking.ConfigureAwait(false);
        }
        catch (LinuxException refused)
        {
            throw new ResourceException(refused.Message, refused);
        }
    }

    /// <summary>
    /// Whatever might take or renew it has ended before it is removed. It is removed as well where that cannot be told,
    /// but then the call fails.
    /// </summary>
    /// <inheritdoc />
    public override async Task OfflineAsync(CancellationToken cancellationToken)
    {
        try
        {
            // An Online that was given up may still be about to take it.
            await _taking.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            await EndAsync().ConfigureAwait(false);
            await Context.Processes.StopAllAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Remove();
        }
    }

    /// <inheritdoc />
    public override void OnProcessExited(GuardedProcess process)
    {
        // Its monitor renews the address all the same, and starts another one.
    }

    private void Remove()
    {
        try
        {
            if ((_held ?? TryFind()) is { } held)
            {
                LifetimeOf(held).End();
            }
        }
        catch (LinuxException refused)
        {
            throw new ResourceException(refused.Message, refused);
        }
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        HeldAddress held = HeldAddress.Find(Properties);
        long end = Environment.TickCount64 + (long)LinkPatience.TotalMilliseconds;
        while (!held.HasCarrier() && Environment.TickCount64 < end)
        {
            await Task.Delay(50, cancellationToken).ConfigureAwait(false);
        }

        if (!held.HasCarrier())
        {
            throw new ResourceException($"{held.Interface} has no link: nobody would reach {held.Address} there");
        }

        AddressLifetime lifetime = LifetimeOf(held);
        if (await lifetime.BeginAsync(cancellationToken).ConfigureAwait(false) is { } whyNot)
        {
            throw new ResourceException(
                "the leases of this cluster are too short for the lifetime of an address, which is whole seconds, "
                + $"and {whyNot}: load the kernel's module nf_tables on this machine, or use the profile standard "
                + "or a longer one");
        }

        if (Properties.DetectDuplicates && !held.IsThere())
        {
            await FreeAsync(held, cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        while (lifetime.Renew() is null)
        {
            await Task.Delay(20, cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        Neighbours.Announce(held);
        Begin(held, lifetime);
    }

    /// <inheritdoc />
    public override Task TerminateAsync(CancellationToken cancellationToken) => OfflineAsync(cancellationToken);

    /// <inheritdoc />
    public override async Task<Reattachment> ReattachAsync(CancellationToken cancellationToken)
    {
        if (TryFind() is not { } held || !held.IsThere())
        {
            // A process of the guard may be about to renew it.
            await OfflineAsync(cancellationToken).ConfigureAwait(false);
            return Reattachment.Gone($"{Properties.Address} is not on this machine any more");
        }

        AddressLifetime lifetime = LifetimeOf(held);
        lifetime.Resume();
        Begin(held, lifetime);
        return Reattachment.Running;
    }

    /// <inheritdoc />
    public override ValueTask<bool> LooksAliveAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(_held is { } held && held.HasCarrier() && held.IsThere());

    /// <inheritdoc />
    public override ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken) => ValueTask.FromResult(
        _held is not { } held ? Health.Failed("it is not held")
        : !held.IsThere() ? Health.Failed($"{held.Address} is not on {held.Interface} any more")
        : !held.HasCarrier() ? Health.Failed($"{held.Interface} has no link")
        : Health.Ok);

    /// <inheritdoc />
    public override Task CloseAsync(CancellationToken cancellationToken) => EndAsync();

    /// <summary>Null where this machine has no interface for it, and so cannot have it.</summary>
    private HeldAddress? TryFind()
    {
        try
        {
            return HeldAddress.Find(Properties);
        }
        catch (ResourceException)
        {
            return null;
        }
    }

    private async Task FreeAsync(HeldAddress held, CancellationToken cancellationToken)
    {
        long end = Environment.TickCount64 + (long)OthersPatience.TotalMilliseconds;
        while (await Task.Run(() => Neighbours.OwnerOf(held, cancellationToken), cancellationToken)
            .ConfigureAwait(false) is { } owner)
        {
            string who = owner.Equals(PhysicalAddress.None)
                ? "one that does not say its own"
                : string.Join(':', owner.GetAddressBytes().Select(part => part.ToString("x2")));
            if (Environment.TickCount64 > end)
            {
                throw new ResourceException(
                    $"{held.Address} is in use: the machine with the hardware address {who} answers for it");
            }

            Context.ReportStatus($"waiting for {who} to give up {held.Address}");
            await Task.Delay(BetweenQuestions, cancellationToken).ConfigureAwait(false);
        }
    }

    private AddressLifetime LifetimeOf(HeldAddress held) => new(held.Place, () => Context.AuthorityLeft);

    private void Begin(HeldAddress held, AddressLifetime lifetime)
    {
        _held = held;
        _stop = new CancellationTokenSource();
        CancellationToken stop = _stop.Token;
        _holding = Task.Run(() => HoldAsync(held, lifetime, stop), CancellationToken.None);
        _keeping = AddressKeeper.Program is { } program
            ? Task.Run(() => new AddressKeeper(Context, held, program).KeepAsync(stop), CancellationToken.None)
            : Task.CompletedTask;
    }

    private async Task EndAsync()
    {
        CancellationTokenSource? stop = Interlocked.Exchange(ref _stop, null);
        if (stop is not null)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(_holding, _keeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop?.Dispose();
    }

    /// <summary>Renews the lifetime, announces the address at first and when the link comes back, and tells when
    /// it does not. What the kernel has to say of the interface is looked after at once.</summary>
    private async Task HoldAsync(HeldAddress held, AddressLifetime lifetime, CancellationToken cancellationToken)
    {
        int announced = 1;
        long expiresAt = long.MaxValue;
        long nextAt = Environment.TickCount64 + (long)Between.TotalMilliseconds;
        long? gone = null;
        string carrier = held.CarrierChanges();
        using var news = new LinkNews(held.Index);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                long renewedAt = Environment.TickCount64;
                if (lifetime.Renew() is { } until)
                {
                    // After a pause in which the kernel may have withdrawn it, others must learn of it anew.
                    announced = renewedAt > expiresAt ? 0 : announced;
                    expiresAt = until;
                }

                if (held.CarrierChanges() is var now && now != carrier)
                {
                    carrier = now;
                    announced = 0;
                }

                gone = held.HasCarrier() ? null : gone ?? Environment.TickCount64;
                if (gone is { } since && Environment.TickCount64 >= since + (long)LinkPatience.TotalMilliseconds)
                {
                    throw new ResourceException($"{held.Interface} has no link");
                }

                bool due = Environment.TickCount64 >= nextAt && Environment.TickCount64 < expiresAt
                    && Context.AuthorityLeft > TimeSpan.Zero;
                if (due && announced < Properties.Announcements)
                {
                    announced++;
                    nextAt = Environment.TickCount64 + (long)Between.TotalMilliseconds;
                    Neighbours.Announce(held);
                }

                // Somebody may have removed the address, and others forgotten it.
                announced = await news.WaitAsync(Interval, cancellationToken).ConfigureAwait(false) ? 0 : announced;
            }
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            Context.ReportFailure(failed.Message);
        }
    }
}
