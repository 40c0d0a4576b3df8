using System.IO.Compression;

namespace Holdfast.Service.Api.Pages;

/// <summary>Sends a file of the web page: compressed to those who take it, not at all to those who have it.</summary>
internal sealed class WebFileResult(WebFile file, bool forever) : IResult
{
    /// <summary>For files whose name has the hash of their content in it.</summary>
    private const string Forever = "private, max-age=31536000, immutable";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpRequest request = httpContext.Request;
        IHeaderDictionary headers = httpContext.Response.Headers;
        if (forever)
        {
            headers.CacheControl = Forever;
            headers.ETag = file.Tag;
            if (request.Headers.IfNoneMatch.ToString().Contains(file.Tag, StringComparison.Ordinal))
            {
                httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        headers.Vary = "Accept-Encoding";
        httpContext.Response.ContentType = file.Type;
        byte[] content = file.Content;
        if (file.Packed && request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
        {
            headers.ContentEncoding = "gzip";
        }
        else if (file.Packed)
        {
            content = Unpack(content);
        }

        headers.ContentLength = content.Length;
        await httpContext.Response.Body.WriteAsync(content, httpContext.RequestAborted).ConfigureAwait(false);
    }

    private static byte[] Unpack(byte[] content)
    {
        using var whole = new MemoryStream();
        using (var unpacked = new GZipStream(new MemoryStream(content), CompressionMode.Decompress))
        {
            unpacked.CopyTo(whole);
        }

        return whole.ToArray();
    }
}
