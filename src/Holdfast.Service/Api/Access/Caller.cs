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

    /// <summary>What they may do by a role; null for who has none: machines do what they need of each other.</summary>
    public virtual Role? Rights => null;

    /// <summary>A process of this machine on the Unix socket, as the kernel vouches for it, of a user who
    /// may.</summary>
    public sealed record LocalUser(PeerCredentials Peer, string? OnBehalfOf) : Caller
    {
        public override string Who => OnBehalfOf ?? Named(Peer);

        public override Role? Rights => Role.Administrator;
    }

    /// <summary>A process of this machine on the Unix socket, of a user who may not.</summary>
    public sealed record StrangeUser(PeerCredentials Peer) : Caller
    {
        public override string Who => Named(Peer);
    }

    /// <summary>Somebody on TCP who knows a token of the node.</summary>
    /// <param name="Name">The token's name; empty for that of the <c>api-token</c> file.</param>
    /// <param name="Role">The token's role.</param>
    /// <param name="Token">The token, if it has a name.</param>
    public sealed record TokenHolder(
        string Name = "", Role Role = Role.Administrator, NamedToken? Token = null) : Caller
    {
        public override string Who => Name.Length == 0 ? "the holder of the API token" : $"the holder of token {Name}";

        public override Role? Rights => Role;
    }

    /// <summary>A browser that opened the page by a one-time address.</summary>
    /// <param name="Ends">When the session ends.</param>
    /// <param name="AsksItself">Whether the page itself sends the request, and not another site by its
    /// means.</param>
    /// <param name="Role">The role that the address was made with.</param>
    /// <param name="Token">The hash of the token that it comes from, without which it counts for nothing.</param>
    public sealed record PageSession(
        DateTimeOffset Ends = default, bool AsksItself = false, Role Role = Role.Viewer, string? Token = null) : Caller
    {
        public override string Who => "the web page";

        public override Role? Rights => Role;
    }

    /// <summary>Somebody on another machine, by a certificate with which they were let in.</summary>
    /// <param name="Name">Their name.</param>
    /// <param name="Role">Their role.</param>
    /// <param name="AsksItself">False if a browser sends the request for another site, or may do: it shows the
    /// certificate to whatever page asks.</param>
    public sealed record Person(string Name, Role Role, bool AsksItself) : Caller
    {
        public override string Who => Name;

        public override Role? Rights => Role;
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
