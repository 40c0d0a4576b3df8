using System.Text.Json;
using Holdfast.Client.Errors;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Bodies;

/// <summary>Reads the JSON object of a request's body, with all limits.</summary>
internal static class RequestBody
{
    private static readonly JsonDocumentOptions Options =
        new() { MaxDepth = ApiLimits.JsonDepth, AllowDuplicateProperties = false };

    /// <param name="request">The request.</param>
    /// <param name="optional">An empty body counts as an empty object.</param>
    public static async Task<Outcome<BodyReader>> ReadObjectAsync(HttpRequest request, bool optional)
    {
        Outcome<JsonElement> body = await ReadAsync(request, optional).ConfigureAwait(false);
        return body switch
        {
            Outcome<JsonElement>.Done { Value.ValueKind: JsonValueKind.Object } done => new BodyReader(done.Value),
            Outcome<JsonElement>.Done done => new Refusal(ErrorCodes.MalformedBody,
                $"the body must be a JSON object, not {JsonNames.Of(done.Value.ValueKind)}"),
            Outcome<JsonElement>.Refused refused => refused.Refusal,
            _ => throw new InvalidOperationException("closed set"),
        };
    }

    /// <summary>Any JSON value; an empty body counts as an empty object where <paramref name="optional"/> is
    /// true.</summary>
    public static async Task<Outcome<JsonElement>> ReadAsync(HttpRequest request, bool optional)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        using var bytes = new MemoryStream();
        if (!await CopyAsync(request, bytes, cancellationToken).ConfigureAwait(false))
        {
            return new Refusal(ErrorCodes.BodyTooLarge, "the body is too large: at most 1 MiB");
        }

        if (bytes.Length == 0)
        {
            return optional
                ? Empty()
                : new Refusal(ErrorCodes.MalformedBody, "the body is empty; send one JSON object");
        }

        if (!request.HasJsonContentType())
        {
            return new Refusal(ErrorCodes.WrongMediaType,
                $"send the body as application/json, not as \"{request.ContentType}\"");
        }

        try
        {
            using var document = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Options);
            return IsText(document.RootElement)
                ? document.RootElement.Clone()
                : new Refusal(ErrorCodes.MalformedBody, "the body holds text that is not valid Unicode");
        }
        catch (InvalidOperationException)
        {
            return new Refusal(ErrorCodes.MalformedBody, "the body holds names that are not valid Unicode");
        }
        catch (JsonException malformed)
        {
            return new Refusal(ErrorCodes.MalformedBody, "the body is not valid JSON: " + malformed.Message);
        }
    }

    /// <summary>False once there is more than the limit.</summary>
    private static async Task<bool> CopyAsync(HttpRequest request, Stream target, CancellationToken cancellationToken)
    {
        if (request.ContentLength > ApiLimits.Body)
        {
            return false;
        }

        byte[] buffer = new byte[32 << 10];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (target.Length + read > ApiLimits.Body)
            {
                return false;
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private static JsonElement Empty()
    {
        using var document = JsonDocument.Parse("{}");
        return document.RootElement.Clone();
    }

    /// <summary>Whether every string can be read: an escaped half of a surrogate pair is JSON, but no text.</summary>
    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString() is not null,
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.Object =>
                    element.EnumerateObject().All(each => each.Name is not null && IsText(each.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
