using System.Globalization;
using System.Net.Sockets;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Connections;

/// <summary>Finds the node to talk to: the one that was named, or the first on this machine that answers.</summary>
internal sealed class NodeFinder(CliContext context)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A client of the node, and where it is.</summary>
    /// <param name="named">What <c>--node</c> says, null if it was not given.</param>
    /// <param name="tokenFile">What <c>--token-file</c> says.</param>
    /// <param name="certificate">What <c>--certificate</c> says.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<(HoldfastClient Client, HoldfastEndpoint Endpoint)> FindAsync(
        string? named, string? tokenFile, string? certificate, CancellationToken cancellationToken)
    {
        string? token = Token(tokenFile);
        certificate ??= context.Variable("HOLDFAST_CERTIFICATE");
        named = string.IsNullOrEmpty(named) ? context.Variable("HOLDFAST_NODE") : named;
        if (string.IsNullOrEmpty(named))
        {
            return await LocalAsync(cancellationToken).ConfigureAwait(false);
        }

        if (HoldfastEndpoint.TryParse(named) is HoldfastEndpoint.Web { Address.Scheme: "https" } other
            && !string.IsNullOrEmpty(certificate))
        {
            return (HoldfastClient.Connect(other, PersonFiles.Read(Path.GetFullPath(certificate, context.Folder))),
                other);
        }

        HoldfastEndpoint endpoint = HoldfastEndpoint.TryParse(named)
            ?? await ByNameAsync(named, token, cancellationToken).ConfigureAwait(false);
        return (HoldfastClient.Connect(endpoint, token), endpoint);
    }

    /// <summary>Asks the node of HOLDFAST_NODE, or else any of this machine, where the named one is.</summary>
    private async Task<HoldfastEndpoint> ByNameAsync(string name, string? token, CancellationToken cancellationToken)
    {
        HoldfastEndpoint? known = HoldfastEndpoint.TryParse(context.Variable("HOLDFAST_NODE") ?? "");
        HoldfastClient client = known is null
            ? (await LocalAsync(cancellationToken).ConfigureAwait(false)).Client
            : HoldfastClient.Connect(known, token);
        using (client)
        {
            NodeDto node = await client.Nodes.ShowAsync(name, cancellationToken).ConfigureAwait(false);
            string answering = (await client.VersionAsync(cancellationToken).ConfigureAwait(false)).Node;
            if (node.PeerUrl.Length > 0 && answering != name)
            {
                // Its socket may have the same path as one of this machine.
                throw new HoldfastException(ErrorCodes.NotReachable,
                    $"node {name} is on another machine ({new Uri(node.PeerUrl).Host}); any node answers for the whole "
                    + $"cluster, so leave --node out, or give --node {node.PeerUrl} with --certificate");
            }

            return File.Exists(node.ApiSocket) ? new HoldfastEndpoint.UnixSocket(node.ApiSocket)
                : HoldfastEndpoint.TryParse(node.ApiUrl) ?? throw new HoldfastException(ErrorCodes.NotReachable,
                    $"node {name} is {node.State} and has no address that can be reached from here");
        }
    }

    private async Task<(HoldfastClient Client, HoldfastEndpoint Endpoint)> LocalAsync(
        CancellationToken cancellationToken)
    {
        HoldfastException? last = null;
        foreach (string path in LocalSockets())
        {
            var endpoint = new HoldfastEndpoint.UnixSocket(path);
            HoldfastClient client = HoldfastClient.Connect(endpoint);
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(Patience);
                await client.VersionAsync(limit.Token).ConfigureAwait(false);
                return (client, endpoint);
            }
            catch (HoldfastException failure)
            {
                last = failure;
                client.Dispose();
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                last = new HoldfastException(
                    ErrorCodes.NotReachable, $"the service behind {path} does not answer in time");
                client.Dispose();
            }
        }

        throw last ?? new HoldfastException(ErrorCodes.NotReachable,
            "no cluster service runs on this machine; start it (systemctl start holdfastd), prepare it first with "
            + "holdfast init, or name a node with --node or HOLDFAST_NODE");
    }

    /// <summary>Where nodes of this machine keep their sockets; see docs/cli.md.</summary>
    private IEnumerable<string> LocalSockets()
    {
        string? runtime = context.Variable("XDG_RUNTIME_DIR");
        string[] folders =
        [
            "/run/holdfast",
            .. string.IsNullOrEmpty(runtime) ? Array.Empty<string>() : [Path.Combine(runtime, "holdfast")],
            $"/tmp/holdfast-{HoldfastClient.OwnUserId.ToString(CultureInfo.InvariantCulture)}",
        ];
        return folders.SelectMany(SocketsBelow);
    }

    private static IEnumerable<string> SocketsBelow(string folder)
    {
        try
        {
            string[] below = Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
            return new[] { folder }.Concat(below.Order(StringComparer.Ordinal))
                .Select(each => Path.Combine(each, "admin", "api.sock")).Where(File.Exists);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string? Token(string? file)
    {
        file ??= context.Variable("HOLDFAST_TOKEN_FILE");
        if (string.IsNullOrEmpty(file))
        {
            return context.Variable("HOLDFAST_TOKEN");
        }

        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new HoldfastException(
                ErrorCodes.NotAuthenticated, $"the token file cannot be read: {failure.Message}");
        }
    }
}
