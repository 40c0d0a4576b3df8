using System.Net;

namespace Holdfast.Service.Api;

/// <summary>Asks the node's own TCP listener without credentials, and refuses to go on if it answers.</summary>
/// <remarks>Clusters were opened to the world by a refactoring that lost the check (CVE-2022-2553); this notices at
/// start.</remarks>
public static class ApiSelfTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Call it once the server listens; does nothing where TCP is off.</summary>
    /// <exception cref="InvalidOperationException">The API answered somebody without credentials.</exception>
    public static async Task RunAsync(ApiAddresses addresses, CancellationToken cancellationToken)
    {
        if (addresses.Url is not { } url)
        {
            return;
        }

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout };
        using HttpResponseMessage answer =
            await client.GetAsync(new Uri(new Uri(url), "api/v1/cluster/status"), cancellationToken)
                .ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.Unauthorized)
        {
            throw new InvalidOperationException(
                $"The API at {url} answered {(int)answer.StatusCode} to a request without credentials, instead of 401. "
                + "This node does not start: its API would be open to every user of the machine.");
        }
    }
}
