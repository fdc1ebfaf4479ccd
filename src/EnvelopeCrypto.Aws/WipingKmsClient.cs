using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.KeyManagementService.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace EnvelopeCrypto.Aws;

/// <summary>
/// The AWS SDK's client, but that what reads a data key from an answer leaves no copy on the stack of the thread on which it reads. Which thread that is
/// nobody else can tell: an answer may be read before anybody waits for it.
/// </summary>
internal sealed class WipingKmsClient : AmazonKeyManagementServiceClient
{
    private static readonly InvokeOptions GenerateOptions = new()
    {
        RequestMarshaller = GenerateDataKeyRequestMarshaller.Instance,
        ResponseUnmarshaller = new GenerateDataKeyUnmarshaller(),
    };

    private static readonly InvokeOptions DecryptOptions = new()
    {
        RequestMarshaller = DecryptRequestMarshaller.Instance,
        ResponseUnmarshaller = new DecryptUnmarshaller(),
    };

    internal WipingKmsClient(AmazonKeyManagementServiceConfig config)
        : base(config)
    {
    }

    internal WipingKmsClient(AWSCredentials credentials, AmazonKeyManagementServiceConfig config)
        : base(credentials, config)
    {
    }

    public override Task<GenerateDataKeyResponse> GenerateDataKeyAsync(GenerateDataKeyRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GenerateDataKeyResponse>(request, GenerateOptions, cancellationToken);

    public override Task<DecryptResponse> DecryptAsync(Amazon.KeyManagementService.Model.DecryptRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DecryptResponse>(request, DecryptOptions, cancellationToken);

    private sealed class GenerateDataKeyUnmarshaller : GenerateDataKeyResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
        {
            try
            {
                return base.Unmarshall(context);
            }
            finally
            {
                DeadStack.Wipe();
            }
        }
    }

    private sealed class DecryptUnmarshaller : DecryptResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
        {
            try
            {
                return base.Unmarshall(context);
            }
            finally
            {
                DeadStack.Wipe();
            }
        }
    }
}
