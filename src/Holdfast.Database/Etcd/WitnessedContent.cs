using System.Net;
using System.Net.Http.Headers;

namespace Holdfast.Database.Etcd;

/// <summary>
/// A request's body that knows whether it began to leave: until then, nothing of the request can take effect.
/// </summary>
internal sealed class WitnessedContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private volatile bool _left;

    public WitnessedContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Whether any of it may have left.</summary>
    public bool Left => _left;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _left = true;
        await stream.WriteAsync(_body, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
