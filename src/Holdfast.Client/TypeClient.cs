using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>The registered resource types, and the packages behind them.</summary>
public sealed class TypeClient
{
    private readonly ApiCaller _caller;

    internal TypeClient(ApiCaller caller) => _caller = caller;

    /// <summary>Every type.</summary>
    public Task<IReadOnlyList<TypeDto>> ListAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/types", ClientJson.Default.IReadOnlyListTypeDto, cancellationToken);

    /// <summary>One type by its name.</summary>
    public Task<TypeDto> ShowAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(Path(name), ClientJson.Default.TypeDto, cancellationToken);

    /// <summary>Registers the types of a DLL, a publish folder or a .nupkg on the machine of the node that is
    /// asked.</summary>
    public Task<RegistrationDto> RegisterAsync(string path, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/types", new RegisterTypeRequest { Path = path },
            RequestJson.Default.RegisterTypeRequest, ClientJson.Default.RegistrationDto, cancellationToken);

    /// <summary>Registers the types of a package that is sent along: a zip of a publish folder, or a .nupkg.</summary>
    public Task<RegistrationDto> UploadAsync(Stream zip, CancellationToken cancellationToken) =>
        _caller.UploadAsync(
            HttpMethod.Post, "api/v1/types", zip, ClientJson.Default.RegistrationDto, cancellationToken);

    /// <summary>Says which types a package that is sent along has, without registering them.</summary>
    public Task<PackageDto> InspectAsync(Stream zip, CancellationToken cancellationToken) =>
        _caller.UploadAsync(
            HttpMethod.Post, "api/v1/types/inspect", zip, ClientJson.Default.PackageDto, cancellationToken);

    /// <summary>The same for a package on the node's own machine.</summary>
    public Task<PackageDto> InspectAsync(string path, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/types/inspect", new RegisterTypeRequest { Path = path },
            RequestJson.Default.RegisterTypeRequest, ClientJson.Default.PackageDto, cancellationToken);

    /// <summary>Replaces the package of a type; monitors follow one by one, resources are not interrupted.</summary>
    public Task<RegistrationDto> UpgradeAsync(string name, string path, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/upgrade", new RegisterTypeRequest { Path = path },
            RequestJson.Default.RegisterTypeRequest, ClientJson.Default.RegistrationDto, cancellationToken);

    /// <summary>The same with a package that is sent along.</summary>
    public Task<RegistrationDto> UploadUpgradeAsync(string name, Stream zip, CancellationToken cancellationToken) =>
        _caller.UploadAsync(HttpMethod.Post, Path(name) + "/upgrade", zip,
            ClientJson.Default.RegistrationDto, cancellationToken);

    /// <summary>Removes the registration; refused while resources use it.</summary>
    public Task UnregisterAsync(string name, long? revision, CancellationToken cancellationToken) =>
        _caller.DeleteAsync(Path(name) + Revisions.Query(revision), cancellationToken);

    /// <summary>A package as a zip, from this node's own store; the caller disposes the stream.</summary>
    public async Task<Stream> DownloadPackageAsync(string hash, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PackagePath(hash));
        HttpResponseMessage response = await _caller.AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts a package, as a zip, into this node's own store.</summary>
    public async Task StorePackageAsync(string hash, Stream zip, CancellationToken cancellationToken)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Put, PackagePath(hash)) { Content = new StreamContent(zip) };
        request.Content.Headers.ContentType = new("application/zip");
        using HttpResponseMessage response =
            await _caller.AnswerAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static string Path(string name) => "api/v1/types/" + Uri.EscapeDataString(name);

    private static string PackagePath(string hash) => "api/v1/packages/" + Uri.EscapeDataString(hash);
}
