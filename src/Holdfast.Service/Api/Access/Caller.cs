using Holdfast.Linux;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Api.Access;

/// <summary>Who sends a request: a closed set.</summary>
internal abstract record Caller
{
    private Caller()
    {
    }

    /// <summary>How events name them.</summary>
    public abstract string Who { get; }

    /// <summary>A process of this machine on the Unix socket, as the kernel vouches for it, of a user who
    /// may.</summary>
    public sealed record LocalUser(PeerCredentials Peer, string? OnBehalfOf) : Caller
    {
        public override string Who => OnBehalfOf ?? Named(Peer);
    }

    /// <summary>A process of this machine on the Unix socket, of a user who may not.</summary>
    public sealed record StrangeUser(PeerCredentials Peer) : Caller
    {
        public override string Who => Named(Peer);
    }

    /// <summary>Somebody on TCP who knows the node's token.</summary>
    public sealed record TokenHolder : Caller
    {
        public override string Who => "the holder of the API token";
    }

    /// <summary>A browser that opened the page by a one-time address; reads, and does what the page offers.</summary>
    /// <param name="Ends">When the session ends.</param>
    /// <param name="AsksItself">Whether the page itself sends the request, and not another site by its
    /// means.</param>
    public sealed record PageSession(DateTimeOffset Ends = default, bool AsksItself = false) : Caller
    {
        public override string Who => "the web page";
    }

    /// <summary>Another machine of the cluster, by its certificate.</summary>
    public sealed record Machine(MachineIdentity Identity, string? OnBehalfOf) : Caller
    {
        public override string Who => OnBehalfOf ?? $"{Identity.Role} {Identity.Name}";
    }

    /// <summary>Somebody on another machine without a certificate of the cluster, or with that of a machine that is no
    /// longer in it.</summary>
    public sealed record UnknownMachine : Caller
    {
        public override string Who => "an unknown machine";
    }

    /// <summary>Somebody on TCP without valid credentials.</summary>
    public sealed record Anonymous : Caller
    {
        public override string Who => "nobody";
    }

    private static string Named(PeerCredentials peer) => FileOwner.FindUser(peer.UserId) is { } name
        ? FormattableString.Invariant($"user {name} (id {peer.UserId}, process {peer.Pid})")
        : FormattableString.Invariant($"user id {peer.UserId} (process {peer.Pid})");
}
